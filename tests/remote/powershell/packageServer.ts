import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface PackageServer {
  /** Address with a token that must not be written anywhere. */
  uri: string;
  /** `package-damaged` or `download-fails`. */
  fault: string | undefined;
  close(): Promise<void>;
}

/** Serves one file on loopback. */
export async function servePackage(bytes: Buffer): Promise<PackageServer> {
  const http = createServer((request, response) => {
    if (request.url !== "/package.zip?token=very-secret") {
      response.writeHead(403).end();
    } else if (server.fault === "download-fails") {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 10), () => response.destroy());
    } else {
      const sent = server.fault === "package-damaged" ? bytes.subarray(0, -7) : bytes;
      response.writeHead(200, { "content-length": sent.length }).end(sent);
    }
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", () => done()));
  const { port } = http.address() as AddressInfo;
  const server: PackageServer = {
    uri: `http://127.0.0.1:${port}/package.zip?token=very-secret`,
    fault: undefined,
    close: () =>
      new Promise((done) => {
        http.closeAllConnections();
        http.close(() => done());
      }),
  };
  return server;
}
