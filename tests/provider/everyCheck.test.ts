import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkInputs } from "../../provider/check.ts";
import { handlers } from "../../provider/handlers/index.ts";
import { type Properties, UNKNOWN } from "../../provider/wire.ts";
import type { DumpedResource } from "../support/programDump.ts";

const golden = join(__dirname, "..", "golden");
const reviewed = readdirSync(golden).flatMap(
  (file) => JSON.parse(readFileSync(join(golden, file), "utf8")) as DumpedResource[],
);
const workspace = reviewed.find(({ name }) => name === "workspace-reachable")?.inputs.workspace;

/** What no reviewed estate declares, or declares with what only an engine knows. */
const others: Record<string, Properties> = {
  "ata2mdi:index:SensorMigration": {
    workspace,
    subject: { name: "dc04", domain: "contoso.test" },
    risk: "beta and irreversible after a week",
    pollSeconds: 1,
    deadlineSeconds: 60,
  },
  "ata2mdi:index:HealthIssueReopening": { workspace, suppressed: ["h-1"] },
};

/** Inputs as the program declares them, of every resource of this kind in the reviewed estates. */
function declared(token: string): Properties[] {
  const other = others[token];
  if (other) return [other];
  return reviewed.filter(({ type }) => type === token).map(({ inputs }) => inputs as Properties);
}

test.each(handlers.map((handler) => [handler.token, handler] as const))(
  "%s: what the program declares passes; what is wrong is named by property, what is unknown is left for later",
  (token, handler) => {
    const all = declared(token);
    expect(all.length).toBeGreaterThan(0);
    for (const inputs of all) expect([inputs, checkInputs(handler, inputs)]).toEqual([inputs, []]);

    const [inputs = {}] = all;
    expect(checkInputs(handler, { ...inputs, stranger: 1 })).not.toEqual([]);
    for (const property of Object.keys(inputs)) {
      const named = (value: unknown) =>
        checkInputs(handler, { ...inputs, [property]: value }).map((failure) => failure.property);
      const wrong = named({ strange: true });
      expect([property, wrong.length > 0]).toEqual([property, true]);
      for (const name of wrong) expect(name.startsWith(property)).toBe(true);
      expect([property, named(UNKNOWN)]).toEqual([property, []]);
    }
  },
);
