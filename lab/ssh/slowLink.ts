import type { Socket } from "node:net";
import { Duplex } from "node:stream";

const BYTES_PER_SECOND = 4096;
const DELAY_MILLISECONDS = 150;

/** A socket behind a slow line: 4 KB a second each way, 150 ms late. */
export function slowed(socket: Socket): Socket {
  const line = new Duplex({
    allowHalfOpen: true,
    read() {},
    write(chunk: Buffer, _encoding, done) {
      later(chunk.length, () => (socket.destroyed ? done() : socket.write(chunk, () => done())));
    },
    final(done) {
      socket.end(done);
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  let arriving = Promise.resolve();
  socket.on("data", (chunk) => {
    arriving = arriving.then(
      () => new Promise((resolve) => later(chunk.length, () => resolve(void line.push(chunk)))),
    );
  });
  socket.on("end", () => void arriving.then(() => line.push(null)));
  socket.on("close", () => line.destroy());
  return line as unknown as Socket;
}

function later(bytes: number, what: () => void): void {
  setTimeout(what, DELAY_MILLISECONDS + (bytes / BYTES_PER_SECOND) * 1000);
}
