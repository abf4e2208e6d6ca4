/** Requests that come together are one: the terminal, npm and a shell each pass a Ctrl-C on. */
const TOGETHER_MILLISECONDS = 500;

/**
 * Calls `asked` at each request to stop: Ctrl-C, the end of the terminal, a polite kill. The process itself goes on.
 * Returns what ends it.
 */
export function onStopRequest(asked: (signal: NodeJS.Signals) => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let last = Number.NEGATIVE_INFINITY;
  const request = (signal: NodeJS.Signals) => {
    const isEcho = performance.now() - last < TOGETHER_MILLISECONDS;
    last = performance.now();
    if (!isEcho) asked(signal);
  };
  for (const signal of signals) process.on(signal, request);
  return () => {
    for (const signal of signals) process.off(signal, request);
  };
}
