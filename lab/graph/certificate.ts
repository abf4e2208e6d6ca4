import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  key: string;
  cert: string;
}

const LOOPBACK = [
  { type: 2 as const, value: "localhost" },
  { type: 7 as const, ip: "127.0.0.1" },
];

/** A certificate for 127.0.0.1 from the lab's own authority, whose certificate is `<folder>/ca.pem`. Both are kept. */
export async function graphCertificate(folder: string): Promise<Certificate> {
  const authority = await keep(folder, "ca", () =>
    generate([{ name: "commonName", value: "ata2mdi lab CA" }], {
      ...shape(),
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    }),
  );
  return keep(folder, "graph", () =>
    generate([{ name: "commonName", value: "ata2mdi lab Graph" }], {
      ...shape(),
      ca: authority,
      extensions: server(),
    }),
  );
}

export interface CenterCertificates {
  good: Certificate;
  /** Its time was over years ago, as that of many a Center is by now. */
  expired: Certificate;
}

/** A Center's own certificates, signed by nobody but themselves, as a Center makes them. */
export async function centerCertificates(folder: string, host: string): Promise<CenterCertificates> {
  const make = (end: Date) => () =>
    generate([{ name: "commonName", value: "ATACenter" }], {
      ...shape(),
      notBeforeDate: new Date("2018-01-01T00:00:00Z"),
      notAfterDate: end,
      extensions: server(),
    });
  return {
    good: await keep(folder, `center-${host}`, make(new Date("2046-01-01T00:00:00Z"))),
    expired: await keep(folder, `center-${host}-expired`, make(new Date("2023-01-01T00:00:00Z"))),
  };
}

function shape() {
  const start = new Date(Date.now() - 86_400_000);
  const end = new Date(start.getTime() + 3650 * 86_400_000);
  return {
    keyType: "ec" as const,
    curve: "P-256" as const,
    algorithm: "sha256",
    notBeforeDate: start,
    notAfterDate: end,
  };
}

function server() {
  return [
    { name: "basicConstraints" as const, cA: false },
    { name: "keyUsage" as const, digitalSignature: true },
    { name: "extKeyUsage" as const, serverAuth: true },
    { name: "subjectAltName" as const, altNames: LOOPBACK },
  ];
}

async function keep(
  folder: string,
  name: string,
  make: () => Promise<{ private: string; cert: string }>,
): Promise<Certificate> {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, "keys", `${name}.key`);
  if (existsSync(certFile) && existsSync(keyFile)) {
    return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") };
  }
  const made = await make();
  mkdirSync(join(folder, "keys"), { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  writeFileSync(certFile, made.cert, { mode: 0o600 });
  return { key: made.private, cert: made.cert };
}
