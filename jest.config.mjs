const swc = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs" },
};

/** Packages that come as ES modules only: they go through the same transform as our own files. */
const esModulesOnly = ["commander", "string-width", "strip-ansi", "ansi-regex", "get-east-asian-width"];

/**
 * Tests of parts together, or that a clock decides: they start processes or servers (the lab, SSH, HTTPS, a browser),
 * wait in real time, load what is large or try thousands of cases; but start no engine.
 */
const integration = [
  "**/tests/browser/**/*.test.ts",
  "**/tests/cli/alerts/**/*.test.ts",
  "**/tests/cli/carryOver/{liveCenter,verbs}.test.ts",
  "**/tests/cli/{evidence,notify,plan,program,remnants,report,run,status,survey,up}.test.ts",
  "**/tests/components/**/*.test.ts",
  "**/tests/docs/{commands,engineErrors,pipelines,verbErrors}.test.ts",
  "**/tests/estate/properties.test.ts",
  "**/tests/lab/**/*.test.ts",
  "**/tests/plan/centerLockOracle.test.ts",
  "**/tests/plan/planner/{limits.property,rehearse,replan.property}.test.ts",
  "**/tests/policies/{pack,program}.test.ts",
  "**/tests/provider/{centerConsole,centerSignIn,download,lab,process,refusals}.test.ts",
  "**/tests/provider/graph/{answers,client,poller}.test.ts",
  "**/tests/provider/handlers/{dnsSignal,gates,rollback,sensor,service,sharedCauses,waits}.test.ts",
  "**/tests/remote/{blobServer,gate,gateFacts,journaled,labSteps,measure,upload}.test.ts",
  "**/tests/tools/**/*.test.ts",
];

/** Unit tests take seconds. What needs more, an engine or PowerShell is a project of its own. */
const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  testEnvironment: "node",
  setupFilesAfterEnv: ["<rootDir>/tests/support/shortStacks.mjs"],
  transform: { "^.+\\.(ts|mjs|js)$": ["@swc/jest", swc] },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModulesOnly.join("|")})/)`],
  extensionsToTreatAsEsm: [],
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  modulePathIgnorePatterns: ["<rootDir>/.tools/", "<rootDir>/.ata2mdi/"],
});

export default {
  // Two cores are what a CI machine has; more workers only make each test slower.
  maxWorkers: 2,
  projects: [
    project("unit", ["<rootDir>/tests/**/*.test.ts", ...integration.map((pattern) => `!${pattern}`)]),
    project("integration", integration),
    project("powershell", ["<rootDir>/tests/**/*.pwsh.ts"]),
    project("e2e", ["<rootDir>/tests/e2e/**/*.e2e.ts"]),
  ],
};
