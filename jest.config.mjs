const swc = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs" },
};

/** Packages that come as ES modules only: they go through the same transform as our own files. */
const esModulesOnly = ["commander", "string-width", "strip-ansi", "ansi-regex", "get-east-asian-width"];

/** Unit tests: seconds, no engine. End-to-end tests, and those that need PowerShell, are projects of their own. */
const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  testEnvironment: "node",
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
    project("unit", ["<rootDir>/tests/**/*.test.ts"]),
    project("powershell", ["<rootDir>/tests/**/*.pwsh.ts"]),
    project("e2e", ["<rootDir>/tests/e2e/**/*.e2e.ts"]),
  ],
};
