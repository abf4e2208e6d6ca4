/** Errors of a stream that nobody reads any more: a pipe whose reader ended, a terminal that was closed. */
const GONE = new Set(["EPIPE", "EIO", "ECONNRESET", "ENOTCONN"]);

const streams = [process.stdout, process.stderr] as const;
const gone = new Set<NodeJS.WriteStream>();
let isHeard = false;

/**
 * Lets a verb outlive whoever reads it (`| head`, a closed window): what it prints then is lost, its work, its record and
 * its exit code are not. `up` goes on watching the engine.
 */
export function outliveReader(): void {
  if (isHeard) return;
  isHeard = true;
  for (const stream of streams) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code ?? "")) throw error;
      gone.add(stream);
    });
  }
}

/** Whether nobody reads what is printed: a verb that only shows may end. */
export function readerIsGone(): boolean {
  return gone.has(process.stdout);
}
