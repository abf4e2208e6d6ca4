import { Command } from "commander";
import { USAGE } from "./exit.ts";
import { registerAlerts } from "./verbs/alerts.ts";
import { registerAttest } from "./verbs/attest.ts";
import { registerCheck } from "./verbs/check.ts";
import { registerEvidence } from "./verbs/evidence.ts";
import { registerImport } from "./verbs/import.ts";
import { registerLab } from "./verbs/lab.ts";
import { registerNotify } from "./verbs/notify.ts";
import { registerPlan } from "./verbs/plan.ts";
import { registerRehearse } from "./verbs/rehearse.ts";
import { registerRemnants } from "./verbs/remnants.ts";
import { registerReport } from "./verbs/report.ts";
import { registerResidue } from "./verbs/residue.ts";
import { registerRunbook } from "./verbs/runbook.ts";
import { registerStatus } from "./verbs/status.ts";
import { registerSurvey } from "./verbs/survey.ts";
import { registerUp } from "./verbs/up.ts";
import { registerVerdicts } from "./verbs/verdicts.ts";

/**
 * The verbs of `ata2mdi`, in the order of a move. What changes a host stays with `pulumi up`, which `up` only shows;
 * `alerts` closes alerts in ATA where it is told to.
 */
export function verbs(): Command {
  const program = new Command("ata2mdi")
    .description("Moves a Windows estate from Microsoft Advanced Threat Analytics to Defender for Identity")
    .showHelpAfterError()
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : USAGE);
    });
  const register = [
    registerImport,
    registerCheck,
    registerSurvey,
    registerVerdicts,
    registerRemnants,
    registerPlan,
    registerRehearse,
    registerUp,
    registerStatus,
    registerRunbook,
    registerAttest,
    registerAlerts,
    registerReport,
    registerEvidence,
    registerNotify,
    registerResidue,
    registerLab,
  ];
  for (const verb of register) verb(program);
  return program;
}
