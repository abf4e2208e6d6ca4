const swc = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs" },
};

/** Unit tests: seconds, no engine. End-to-end tests are a project of their own. */
const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", swc] },
  extensionsToTreatAsEsm: [],
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
});

export default {
  projects: [
    project("unit", ["<rootDir>/tests/**/*.test.ts"]),
    project("e2e", ["<rootDir>/tests/e2e/**/*.e2e.ts"]),
  ],
};
