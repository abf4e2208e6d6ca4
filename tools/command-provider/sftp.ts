import { posix } from "node:path";
import type { Client, SFTPWrapper } from "ssh2";
import { messageOf, OperationError } from "./failure.ts";

/** SFTP's code for `no such file`. */
const NO_SUCH_FILE = 2;

/** The few operations a copy needs, each with an error that names the remote path. */
export class RemoteFiles {
  readonly #sftp: SFTPWrapper;

  constructor(sftp: SFTPWrapper) {
    this.#sftp = sftp;
  }

  static open(client: Client): Promise<RemoteFiles> {
    return new Promise((resolve, reject) => {
      client.sftp((error, sftp) => {
        if (error) return reject(new OperationError(`ssh: ${error.message}`));
        sftp.on("error", () => undefined);
        resolve(new RemoteFiles(sftp));
      });
    });
  }

  /** What is at the path. */
  kind(path: string): Promise<"folder" | "file" | "nothing"> {
    return new Promise((resolve, reject) => {
      this.#sftp.stat(path, (error, stats) => {
        if (!error) resolve(stats.isDirectory() ? "folder" : "file");
        else if ((error as { code?: unknown }).code === NO_SUCH_FILE) resolve("nothing");
        else reject(new OperationError(`failed to stat remote path ${path}: ${messageOf(error)}`));
      });
    });
  }

  /** Makes the folder where there is none; something else of that name is an error. */
  async makeFolder(path: string): Promise<void> {
    const kind = await this.kind(path);
    if (kind === "folder") return;
    if (kind === "file") throw new OperationError(`remote path ${path} exists but is not a directory`);
    await this.#call(`failed to create remote directory ${path}`, (done) => this.#sftp.mkdir(path, done));
  }

  /** Makes the folder and those above it. A drive (`C:`) counts as a level like any other. */
  async makeFolders(path: string): Promise<void> {
    if (path === "" || path === "." || path === "/" || (await this.kind(path)) === "folder") return;
    const parent = posix.dirname(path);
    if (parent !== path) await this.makeFolders(parent);
    await this.makeFolder(path);
  }

  /** Copies a local file; one that is there is overwritten. */
  copy(local: string, remote: string): Promise<void> {
    return this.#call(`failed to copy file ${local} to remote path ${remote}`, (done) =>
      this.#sftp.fastPut(local, remote, done),
    );
  }

  write(text: string, remote: string): Promise<void> {
    return this.#call(`failed to write text content to remote path ${remote}`, (done) =>
      this.#sftp.writeFile(remote, text, "utf8", done),
    );
  }

  #call(what: string, start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new OperationError(`${what}: connection lost`));
      this.#sftp.once("close", lost);
      start((error) => {
        this.#sftp.removeListener("close", lost);
        if (error) reject(new OperationError(`${what}: ${messageOf(error)}`));
        else resolve();
      });
    });
  }
}
