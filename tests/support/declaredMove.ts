import * as pulumi from "@pulumi/pulumi";
import { Migration } from "../../components/migration.ts";
import { workspaceRef } from "../../estate/reach.ts";
import type { Estate } from "../../estate/schema.ts";
import type { Target } from "../../estate/target.ts";
import type { Plan } from "../../plan/plan.ts";
import { sshTransport } from "../../remote/sshTransport.ts";
import { goldenAnswers } from "./goldenEstate.ts";
import { type DumpedResource, dumpProgram } from "./programDump.ts";

/** Every resource the program declares for an estate and its plan, with its edges; no file is read, no host needed. */
export function declaredMove(estate: Estate, plan: Plan): Promise<DumpedResource[]> {
  pulumi.runtime.setAllConfig({ "ata2mdi:graphClientSecret": "unused" });
  const hosts = [...estate.domainControllers, ...estate.standaloneGateways, ...estate.centers];
  const targets = Object.fromEntries(hosts.map(({ name }) => [name, targetOf(name)]));
  const transport = sshTransport(() => "not a real key");
  return dumpProgram(
    () => new Migration("move", { estate, plan, targets, workspace: workspaceRef(estate), transport }),
    goldenAnswers,
  );
}

function targetOf(host: string): Target {
  return {
    host,
    kind: "ssh",
    address: "127.0.0.1",
    port: 22,
    user: "svc",
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
    authentication: { privateKey: { env: "KEY" } },
  };
}
