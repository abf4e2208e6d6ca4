import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { explain } from "../../cli/live/explain.ts";
import { runPreview } from "../../cli/run/preview.ts";
import { emptyDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { smallEstate } from "../support/smallEstate.ts";

test("an error that nobody knows keeps its words under a name of its own", () => {
  expect(explain("the disk of the moon is full", "dc01-tools", "dc01")).toMatchObject({
    id: "RESOURCE-FAILED",
    host: "dc01",
    cause: expect.stringContaining("dc01-tools"),
    measured: "the disk of the moon is full",
  });
});

test("a preview that ends with an error of no resource is told with that error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-errors-"));
  const event = {
    timestamp: 1,
    diagnosticEvent: { message: "the program is upside down", severity: "error" },
  };
  const engine = [
    "#!/bin/sh",
    'while [ "$1" != --event-log ]; do shift; done',
    `echo '${JSON.stringify(event)}' > "$2"`,
    "exit 1",
  ];
  try {
    writeFileSync(join(folder, "pulumi"), engine.join("\n"));
    chmodSync(join(folder, "pulumi"), 0o755);
    const estate = smallEstate({ domainControllers: { a: {} } });
    const plan = planMove(estate);
    const state = moveState(estate, plan, emptyDeployment);
    const stack = {
      stack: "prod",
      estateFile: "",
      estate,
      survey: undefined,
      plan,
      deployment: emptyDeployment,
      state,
    };
    const preview = runPreview(stack, { cwd: folder, env: { PATH: `${folder}:${process.env.PATH}` } });
    await expect(preview).rejects.toThrow(
      /^PREVIEW-FAILED {2}[\s\S]*upside down[\s\S]*preview.*--stack prod/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
