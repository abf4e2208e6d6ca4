import type { Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

const ATTEMPTS = 6;
const PAUSE_MILLISECONDS = 300;

/**
 * Listens on a port of 127.0.0.1. The lab's ports lie where the system also takes those of outgoing connections from,
 * so a port in use is tried again for a short while before it is an error.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt === ATTEMPTS) throw error;
      await wait(PAUSE_MILLISECONDS);
    }
  }
}
