import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { formatEstateProblems } from "../../estate/load.ts";
import { data, GOOD, type Loose, problemsIn, problemsOf } from "./samples.ts";

// Made up, and put together here so that no scanner takes them for real ones.
const PEM = [
  "-----BEGIN OPENSSH PRIVATE",
  "KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE",
  "KEY-----\n",
].join(" ");
const JWT = `eyJhbGciOiJub25lIn0.${"eyJzdWIiOiJub2JvZHkifQ"}.c2lnbmF0dXJl`;
const ACCESS_KEY = `${"q".repeat(43)}=`;
const CLIENT_SECRET = `abc8${"Q"}~${"Wx.y_Z0-9".repeat(4).slice(0, 34)}`;

type Case = [string, (estate: Loose) => void, string, string, string];

const KEEP =
  "remove it here, keep it with `pulumi config set --secret <name>` or in an environment variable, and replace the secret with a new one: this one has been seen";
const KEEP_KEY =
  "name where the key is: `privateKey: { file: <path of the key file> }`, { env: … } or { config: … }, and replace the secret with a new one: this one has been seen";

const cases: Case[] = [
  [
    "the client secret",
    (e) => Object.assign(e.workspace, { clientSecret: "hunter22" }),
    "workspace.clientSecret",
    "a secret",
    KEEP,
  ],
  [
    "a password",
    (e) => Object.assign(e.connection, { password: "hunter22" }),
    "connection.password",
    "a secret",
    KEEP,
  ],
  [
    "a password that is a number",
    (e) => Object.assign(e.connection, { password: 12345678 }),
    "connection.password",
    "a secret",
    KEEP,
  ],
  [
    "an access key under its name",
    (e) => Object.assign(e.workspace, { accessKey: "hunter22" }),
    "workspace.accessKey",
    "a secret",
    KEEP,
  ],
  [
    "several tokens",
    (e) => Object.assign(e.workspace, { tokens: ["hunter22"] }),
    "workspace.tokens[0]",
    "a secret",
    KEEP,
  ],
  [
    "a passphrase",
    (e) => Object.assign(e.connection.authentication, { passphrase: "hunter22" }),
    "connection.authentication.passphrase",
    "a secret",
    KEEP,
  ],
  [
    "the private key itself",
    (e) => Object.assign(e.connection, { authentication: { privateKey: PEM } }),
    "connection.authentication.privateKey",
    "a private key",
    KEEP_KEY,
  ],
  [
    "the private key as the name of its file",
    (e) => Object.assign(e.connection, { authentication: { privateKey: { file: PEM } } }),
    "connection.authentication.privateKey.file",
    "a private key",
    KEEP_KEY,
  ],
  [
    "a key in a description",
    (e) => Object.assign(e.domainControllers[0], { settings: { description: ACCESS_KEY } }),
    "domainControllers[0].settings.description",
    "a key (256 bits in base64)",
    KEEP,
  ],
  [
    "a token in a note",
    (e) => Object.assign(e.domainControllers[0], { hold: `use ${JWT} until May` }),
    "domainControllers[0].hold",
    "an access token",
    KEEP,
  ],
  [
    "a client secret as a name",
    (e) => Object.assign(e, { name: CLIENT_SECRET }),
    "name",
    "a client secret of Microsoft Entra",
    KEEP,
  ],
  [
    "a password in an address",
    (e) => Object.assign(e.centers[0], { console: "https://me:hunter22@ata1" }),
    "centers[0].console",
    "an address with a password in it",
    KEEP,
  ],
  [
    "a token in an address",
    (e) => Object.assign(e.workspace, { sensorApi: "https://x/ping?sig=hunter22hunter22" }),
    "workspace.sensorApi",
    "an address with an access token in it",
    KEEP,
  ],
];

describe("a secret in clear", () => {
  test.each(cases)("%s", (_name, change, path, kind, fix) => {
    const problems = problemsOf(change);
    expect(problems.map((p) => [p.path, p.message, p.fix])).toEqual([
      [path, `${kind} stands here in clear; an estate file is shared and kept for ever`, fix],
    ]);
    for (const secret of ["hunter22", "12345678", "b3Blbn", JWT, ACCESS_KEY, CLIENT_SECRET]) {
      expect(formatEstateProblems(problems)).not.toContain(secret);
    }
  });

  test("as a key of a map", () => {
    const problems = problemsOf((e) => Object.assign(e.workspace, { [JWT]: 1 }));
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("an access token stands here"),
    );
    expect(formatEstateProblems(problems)).not.toContain(JWT);
  });

  test("no part of a long one is shown by another fault", () => {
    const long = `${JWT.slice(0, -6)}${"abcdefgh".repeat(12)}`;
    const problems = problemsOf((e) => {
      for (const host of e.domainControllers) host.address = long;
      Object.assign(e.workspace, { [`${long}x`]: [1] });
    });
    expect(problems.length).toBeGreaterThan(5);
    expect(formatEstateProblems(problems)).not.toContain(long.slice(0, 20));
  });

  test("in a comment", () => {
    const text = GOOD.replace("sites:\n", `# the old one: ${CLIENT_SECRET}\nsites: # ${JWT}\n`);
    expect(problemsIn(text).map(({ line, message }) => [line, message.split(" stands")[0]])).toEqual([
      [13, "a client secret of Microsoft Entra"],
      [14, "an access token"],
    ]);
  });

  test("in a file that is not YAML", () => {
    const problems = problemsIn(`name: [\nkey: ${ACCESS_KEY}\n\t`);
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("a key (256 bits in base64) stands"),
    );
    expect(formatEstateProblems(problems)).not.toContain(ACCESS_KEY);
  });
});

describe("no secret", () => {
  test.each<[string, (estate: Loose) => void]>([
    [
      "a host's public key",
      (e) => Object.assign(e.domainControllers[0], { hostKey: `ssh-ed25519 ${"A".repeat(68)}` }),
    ],
    [
      "a hash",
      (e) =>
        Object.assign(e, {
          attestations: [
            {
              row: "siem",
              state: "done",
              by: "me",
              at: "2026-11-01T00:00:00Z",
              evidence: "ticket",
              valueHash: "a".repeat(64),
            },
          ],
        }),
    ],
    [
      "where a secret is kept",
      (e) =>
        Object.assign(e.connection, { authentication: { privateKey: { config: "sshPrivateKeyPassword" } } }),
    ],
    [
      "a word about secrets",
      (e) => Object.assign(e.domainControllers[0], { hold: "its password is being changed" }),
    ],
    [
      "an address with a port",
      (e) => Object.assign(e.workspace, { sensorApi: "https://127.0.0.1:8080/a@b" }),
    ],
  ])("%s", (_name, change) => {
    expect(problemsOf(change)).toEqual([]);
  });
});

test("no text under a key that asks for a secret is ever repeated, whatever else is wrong", () => {
  const places = ["workspace", "connection", "policy", "azure"];
  const keys = ["password", "clientSecret", "api_key", "accessKey", "token", "sharedSecret", "privateKey"];
  const secret = fc.stringMatching(/^[A-Za-z0-9!?*]{6}[A-Za-z0-9!?*]{2,20}$/);
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.constantFrom(...keys),
      secret,
      fc.boolean(),
      (place, key, text, quoted) => {
        const estate = data();
        estate[place] = { ...estate[place], [key]: quoted ? [text] : text };
        // A word that the file holds anyway, or that every message does, proves nothing.
        fc.pre(!GOOD.includes(text));
        const shown = formatEstateProblems(problemsIn(stringify(estate)));
        expect(shown).toContain("stands here in clear");
        expect(shown).not.toContain(text);
      },
    ),
    { numRuns: 50 },
  );
});
