import { afterEach, beforeEach, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type { Target } from "../../estate/target.ts";
import { bundleHash } from "../../remote/bundle.ts";
import { bundleFolder, stepCommand } from "../../remote/contract.ts";
import { sshTransport } from "../../remote/sshTransport.ts";

const target: Target = {
  host: "dc01",
  kind: "ssh",
  address: "dc01.contoso.com",
  port: 22,
  user: "CONTOSO\\mover",
  hostKey: "ssh-ed25519 AAAA",
  authentication: { privateKey: { config: "sshKey" } },
};
const SECRET = "4dabf18193072939515e22adb298388d";

interface Registration {
  name: string;
  type: string;
  inputs: Record<string, unknown>;
}
let registered: Registration[];
let stdout: string;

beforeEach(() => {
  registered = [];
  pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      if (!type.startsWith("pulumi:providers:")) registered.push({ name, type, inputs });
      return { id: name, state: { ...inputs, stdout } };
    },
    call: () => ({}),
  });
});

afterEach(() => {
  stdout = "";
});

/** A property as the engine gets it, and whether it was marked secret. */
function plain(value: unknown): { value: unknown; secret: boolean } {
  const marked = value as { [SECRET]?: string; value?: unknown } | undefined;
  return marked?.[SECRET] ? { value: marked.value, secret: true } : { value, secret: false };
}

const once = async (output: pulumi.Output<unknown>) =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

function answer(step: string) {
  const at = "2026-11-22T10:00:00Z";
  const rest = {
    outcome: "done",
    reason: null,
    exitCode: 0,
    rebooted: false,
    facts: { folder: "x" },
    log: [],
  };
  return { contract: 1, step, work: `dc01/${step}/1`, startedAt: at, finishedAt: at, ...rest };
}

test("a step is one remote command with nothing secret outside of what is encrypted", async () => {
  stdout = JSON.stringify(answer("Get-SensorPackage"));
  const { answer: got } = sshTransport(() => "PRIVATE KEY").runStep("dc01-package", {
    target,
    step: "Get-SensorPackage",
    work: "dc01/Get-SensorPackage/1",
    deadlineSeconds: 600,
    input: {
      uri: pulumi.output("https://the-address"),
      version: "2.250",
      sha256: "ab",
      signer: pulumi.output("ü"),
      proxy: null,
    },
  });
  await expect(once(got)).resolves.toMatchObject({ outcome: "done", facts: { folder: "x" } });
  const [command] = registered;
  expect(command?.type).toBe("command:remote:Command");
  const inputs = command?.inputs ?? {};
  const { connection, stdin, ...rest } = inputs;
  expect(rest).toEqual({
    create: stepCommand(bundleHash(), "Get-SensorPackage"),
    logging: "none",
    addPreviousOutputInEnv: false,
  });
  expect(JSON.stringify(rest)).not.toContain("the-address");
  expect(plain(stdin)).toEqual({
    secret: true,
    value: expect.stringMatching(
      /^\{"contract":1,.*"uri":"https:\/\/the-address".*"signer":"\\u00fc","proxy":null\}\}$/,
    ),
  });
  expect(plain(connection).secret).toBe(true);
  expect(plain(connection).value).toMatchObject({
    host: "dc01.contoso.com",
    hostKey: "ssh-ed25519 AAAA",
    dialErrorLimit: 2,
    perDialTimeout: 15,
  });
});

test("a step without secrets keeps its input readable", async () => {
  stdout = JSON.stringify(answer("Remove-AtaCenter"));
  const { answer: got } = sshTransport(() => "PRIVATE KEY").runStep("center-remove", {
    target,
    step: "Remove-AtaCenter",
    work: "dc01/Remove-AtaCenter/1",
    deadlineSeconds: 600,
    input: { permitUntil: "2026-11-22T10:30:00Z", deleteDatabase: false },
  });
  await once(got);
  expect(plain(registered[0]?.inputs.stdin)).toEqual({
    secret: false,
    value: expect.stringContaining('"permitUntil":"2026-11-22T10:30:00Z"'),
  });
});

test("with an agent there is no key in what the engine stores", async () => {
  const agent: Target = { ...target, authentication: { agent: true } };
  const read: unknown[] = [];
  const transport = sshTransport((reference) => {
    read.push(reference);
    return "PRIVATE KEY";
  });
  const tools = transport.copyTools("dc01-tools", { target: agent });
  await once(tools.urn);
  expect(read).toEqual([]);
  expect(JSON.stringify(registered)).not.toContain("PRIVATE KEY");
});

test("the tools are copied to a folder that carries their hash", async () => {
  const tools = sshTransport(() => "PRIVATE KEY").copyTools("dc01-tools", { target });
  await once(tools.urn);
  expect(registered[0]).toMatchObject({
    type: "command:remote:CopyToRemote",
    inputs: { remotePath: bundleFolder(bundleHash()) },
  });
});
