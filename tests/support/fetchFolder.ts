import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ssh2 from "ssh2";
import type { Sandbox } from "./sandbox.ts";

/** Copies a folder of the Center's host in a sandbox's lab here over SFTP, as an auditor would be given it. */
export async function fetchFolder(sandbox: Sandbox, folder: string, to: string): Promise<void> {
  const { files } = await sandbox.lab.client.host("atacenter");
  const { basePort, folder: labFolder } = sandbox.lab.info;
  const client = new ssh2.Client();
  await new Promise<void>((done, failed) => {
    client.once("ready", done).once("error", failed);
    client.connect({
      host: "127.0.0.1",
      port: basePort + 21,
      username: "CONTOSO\\svc-ata2mdi",
      privateKey: readFileSync(join(labFolder, "id_ed25519")),
    });
  });
  try {
    const sftp = await new Promise<ssh2.SFTPWrapper>((done, failed) =>
      client.sftp((error, wrapper) => (error ? failed(error) : done(wrapper))),
    );
    for (const file of files.filter((name) => name.startsWith(`${folder}/`))) {
      const bytes = await new Promise<Buffer>((done, failed) =>
        sftp.readFile(file, (error, content) => (error ? failed(error) : done(content))),
      );
      const copy = join(to, file.slice(folder.length + 1));
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, bytes);
    }
  } finally {
    client.end();
  }
}
