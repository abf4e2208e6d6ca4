import { Command } from "commander";
import { USAGE } from "./exit.ts";

/** The verbs of `ata2mdi`. None of them changes a host of the estate: that stays with `pulumi up`. */
const program = new Command("ata2mdi")
  .description("Moves a Windows estate from Microsoft Advanced Threat Analytics to Defender for Identity")
  .showHelpAfterError()
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : USAGE);
  });

await program.parseAsync();
