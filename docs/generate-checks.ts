import { join } from "node:path";
import { describeChecks } from "../plan/checks/describe.ts";
import { describeCauses } from "../plan/outcomes/describe.ts";
import { keepGenerated } from "../tools/generated.ts";

/** Makes docs/checks.md and docs/causes.md from the tables of plan/. `node docs/generate-checks.ts [--check]` */
keepGenerated("docs/generate-checks.ts", {
  [join(import.meta.dirname, "checks.md")]: describeChecks(),
  [join(import.meta.dirname, "causes.md")]: describeCauses(),
});
