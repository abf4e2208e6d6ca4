/**
 * Calls `asked` at each request to stop: Ctrl-C, the end of the terminal, a polite kill. The process itself goes on.
 * Returns what ends it.
 */
export function onStopRequest(asked: (signal: NodeJS.Signals) => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, asked);
  return () => {
    for (const signal of signals) process.off(signal, asked);
  };
}
