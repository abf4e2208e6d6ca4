import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { resolveTargets, workspaceRef } from "../../estate/reach.ts";
import { target } from "../../estate/target.ts";
import { workspaceRef as declaredWorkspace } from "../../plan/declared.ts";
import { estateOf, type Loose } from "./samples.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMrMO/lWuZmU9Uqamm79mCoXFnft2Z+9eExJ+FzaqRg";
const OTHER = KEY.replace("LMrM", "AMrM");
const ALL = ["dc01", "dc02", "dc03", "dc04", "dc05", "gw01", "ata1", "ata2"];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-reach-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The good estate with a known_hosts file of these lines. */
function reach(lines: string, change: (estate: Loose) => void = () => undefined) {
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys", "known_hosts"), lines);
  const estate = estateOf((e) => {
    e.connection.knownHosts = "keys/known_hosts";
    change(e);
  });
  return resolveTargets(estate, folder, "estates/x.yaml");
}

describe("targets", () => {
  test("every host of the estate has one, by its name, as the resources take it", () => {
    const { targets, problems } = reach(`* ${KEY}`);
    expect(problems).toEqual([]);
    expect(Object.keys(targets)).toEqual(ALL);
    expect(targets.dc03).toEqual({
      host: "dc03",
      kind: "ssh",
      address: "dc03.emea.contoso.com",
      port: 22,
      user: "CONTOSO\\svc",
      hostKey: KEY,
      authentication: { privateKey: { env: "SSH_KEY" } },
    });
    for (const one of Object.values(targets)) expect(target.safeParse(one).success).toBe(true);
  });

  test("address, port and key of the host itself come first, without the key's comment", () => {
    const { targets, problems } = reach(`* ${KEY}\n[10.0.0.1]:2222 ${KEY}`, (e) => {
      Object.assign(e.domainControllers[0], { address: "10.0.0.1", port: 2222, hostKey: `${OTHER} dc01` });
      e.connection.port = 2022;
    });
    expect(problems.map(({ path }) => path)).not.toContain("domainControllers[0].hostKey");
    expect(targets.dc01).toMatchObject({ address: "10.0.0.1", port: 2222, hostKey: OTHER });
  });
});

describe("hosts without a key", () => {
  test("have no target, and are told with the command that gathers it", () => {
    const { targets, problems } = reach(`*.contoso.com,*.emea.contoso.com ${KEY}\nrubbish`);
    expect(Object.keys(targets)).toEqual(ALL.filter((name) => name !== "dc05" && name !== "ata2"));
    expect(problems).toEqual([
      {
        file: "estates/x.yaml",
        path: "domainControllers[4].hostKey",
        message:
          "no key pins dc05 (dc05.fabrikam.net) in keys/known_hosts (its line 2 cannot be read): whoever answers there would be trusted",
        fix: "run `ssh-keyscan -t ed25519 dc05.fabrikam.net`, compare the key with the one on the host (C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub), and put it in `hostKey` or in keys/known_hosts",
      },
      expect.objectContaining({ path: "centers[1].hostKey" }),
    ]);
  });

  test("the port is part of the command", () => {
    const { problems } = reach("", (e) => Object.assign(e.domainControllers[0], { port: 2222 }));
    expect(problems[0]?.fix).toContain("`ssh-keyscan -p 2222 -t ed25519 dc01.contoso.com`");
  });

  test("without known_hosts, the key belongs to the host", () => {
    const estate = estateOf((e) => Object.assign(e.domainControllers[0], { hostKey: KEY }));
    const { targets, problems } = resolveTargets(estate, folder);
    expect(Object.keys(targets)).toEqual(["dc01"]);
    expect(problems).toHaveLength(7);
    expect(problems[0]?.fix).toMatch(/put it in `hostKey` or in a file named by `connection.knownHosts`$/);
  });

  test("a known_hosts file that is not there is told once, and the hosts with keys of their own are reached", () => {
    const estate = estateOf((e) => {
      e.connection.knownHosts = "nowhere";
      Object.assign(e.domainControllers[0], { hostKey: KEY });
    });
    const { targets, problems } = resolveTargets(estate, folder, "estates/x.yaml");
    expect(Object.keys(targets)).toEqual(["dc01"]);
    expect(problems).toEqual([
      {
        file: "estates/x.yaml",
        path: "connection.knownHosts",
        value: '"nowhere"',
        message: `there is no such file (${join(folder, "nowhere")})`,
        fix: "correct the path, or gather the hosts' keys with `ssh-keyscan` and compare them with those on the hosts",
      },
    ]);
  });

  test("a known_hosts that is a folder", () => {
    const estate = estateOf((e) => Object.assign(e.connection, { knownHosts: "." }));
    expect(resolveTargets(estate, folder).problems).toMatchObject([
      { message: expect.stringContaining("it cannot be read") },
    ]);
  });
});

describe("keys that must not be trusted", () => {
  test("two of one type", () => {
    const { targets, problems } = reach(`* ${KEY}\ndc01.contoso.com ${OTHER}`);
    expect(targets).not.toHaveProperty("dc01");
    expect(problems).toMatchObject([
      {
        path: "domainControllers[0].hostKey",
        message: "keys/known_hosts holds different keys of one type for dc01 (lines 1 and 2)",
      },
    ]);
  });

  test("a revoked one, in the file or at the host", () => {
    const { targets, problems } = reach(
      `@revoked * ${OTHER}\n* ${KEY}\n@revoked dc02.contoso.com ${KEY}`,
      (e) => Object.assign(e.domainControllers[0], { hostKey: OTHER }),
    );
    expect(targets).not.toHaveProperty("dc01");
    expect(targets).not.toHaveProperty("dc02");
    expect(problems.map(({ message }) => message)).toEqual([
      "the key of dc01 is marked as revoked (keys/known_hosts line 1)",
      "the key of dc02 is marked as revoked (keys/known_hosts line 3)",
    ]);
  });
});

describe("the workspace's reference", () => {
  test.each([
    ["global", "https://samplesensorapi.atp.azure.com/tri/sensor/api/ping"],
    ["usGovL4", "https://samplesensorapi.atp.azure.us/tri/sensor/api/ping"],
    ["usGovL5", "https://samplesensorapi.atp.azure.us/tri/sensor/api/ping"],
  ])("%s", (cloud, sensorApi) => {
    const reference = workspaceRef(estateOf((e) => Object.assign(e.workspace, { cloud })));
    expect(reference).toMatchObject({ cloud, sensorApi, lab: null });
    expect(declaredWorkspace.parse(reference)).toEqual(reference);
  });

  test("an address given by hand comes first", () => {
    const sensorApi = "https://samplesensorapi.gcc.atp.azure.com/tri/sensor/api/ping";
    expect(workspaceRef(estateOf((e) => Object.assign(e.workspace, { sensorApi }))).sensorApi).toBe(
      sensorApi,
    );
  });
});
