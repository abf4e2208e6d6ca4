// @ts-check
import { toolsInUse } from "./environment.mjs";
import { thisClone } from "./setup/layout.mjs";
import { reportProblems } from "./setup/problem.mjs";
import { setUp } from "./setup/setUp.mjs";
import { COMMAND_PROVIDER_VERSION } from "./setup/versions.mjs";

/** `npm run setup`: makes what is missing, then says what is used. Plain JavaScript, for Node 20 without packages. */
await reportProblems(async () => {
  await setUp(thisClone, { again: true });
  const tools = toolsInUse();
  const provider =
    tools.commandProvider === "official"
      ? "the official one"
      : `a stand-in of this project for version ${COMMAND_PROVIDER_VERSION}: the official one is not here and could not be downloaded`;
  process.stdout.write(
    [
      "ata2mdi is set up. It uses:",
      `  node              ${tools.node}`,
      `  pulumi            ${tools.pulumi} (${tools.engine})`,
      `  command provider  ${provider}`,
      "",
    ].join("\n"),
  );
});
