import { expect, test } from "@jest/globals";
import { z } from "zod";
import { argumentsOfAta2mdi, refusedByAta2mdi, refusedByNpm } from "./parseCommand.ts";
import { pipelineCommands, pipelineSamples } from "./pipelineSamples.ts";

const names = ["azure-pipelines.yml", "github-actions.yml", "pulumi-deployments.json"];

test("every sample is one of these, and holds commands", () => {
  expect(Object.keys(pipelineSamples).toSorted()).toEqual(names);
  for (const name of names) expect(textsOf(name).length).toBeGreaterThanOrEqual(3);
});

test("every command is one that can be typed", async () => {
  const wrong: unknown[] = [];
  for (const { file, text, words } of pipelineCommands) {
    const own = argumentsOfAta2mdi(words);
    if (own) {
      const refused = await refusedByAta2mdi(own, "shell");
      if (refused) wrong.push({ file, text, refused });
    } else if (words[0] === "npm") {
      const refused = refusedByNpm(words.slice(1));
      if (refused) wrong.push({ file, text, refused });
    } else if (words[0] !== "pulumi") wrong.push({ file, text, refused: "who knows this one?" });
  }
  expect(wrong).toEqual([]);
});

test.each(["azure-pipelines.yml", "github-actions.yml"])(
  "%s has the whole gate, and publishes what it wrote",
  (name) => {
    const texts = textsOf(name);
    for (const part of ["check", "verdicts", "plan .*--diff", "pulumi preview"]) {
      expect(texts.filter((text) => new RegExp(part).test(text))).toHaveLength(1);
    }
    const junit = /--junit (\S+)/.exec(texts.join("\n"))?.[1] ?? "";
    const published = JSON.stringify(pipelineSamples[name]).split(`"${junit}"`).length - 1;
    expect(published).toBe(1);
  },
);

test("GitHub: one run of the stack at a time, none is cancelled, reviewers agree, a push moves and a request does not", () => {
  const { jobs } = z
    .object({ jobs: z.object({ gate: z.looseObject({}), move: z.looseObject({}) }) })
    .parse(pipelineSamples["github-actions.yml"]);
  expect(jobs.move).toMatchObject({
    if: "github.event_name != 'pull_request'",
    environment: "prod",
    concurrency: { group: "ata2mdi-prod", "cancel-in-progress": false },
  });
  expect(jobs.gate).toMatchObject({ if: "github.event_name == 'pull_request'" });
  expect(JSON.stringify(jobs.gate)).not.toContain("ata2mdi.mjs up");
});

test("Azure: the stage of the move is locked, waits for the gate, and is a deployment to an environment", () => {
  const { stages } = z
    .object({ stages: z.tuple([z.looseObject({}), z.looseObject({})]) })
    .parse(pipelineSamples["azure-pipelines.yml"]);
  expect(stages[1]).toMatchObject({
    dependsOn: "gate",
    lockBehavior: "sequential",
    condition: expect.stringContaining("PullRequest"),
    jobs: [{ deployment: "move", environment: "prod", timeoutInMinutes: 0 }],
  });
});

test("Pulumi Deployments: previews requests, deploys commits, on agents of one's own", () => {
  expect(pipelineSamples["pulumi-deployments.json"]).toMatchObject({
    gitHub: { previewPullRequests: true, deployCommits: true },
    operationContext: { environmentVariables: { PULUMI_CONTINUE_ON_ERROR: "true" } },
    agentPoolID: expect.any(String),
  });
});

test("no secret stands in a sample: each comes from the service's own store", () => {
  for (const name of names) {
    const values = JSON.stringify(pipelineSamples[name]).matchAll(
      /"(\w*(?:PASSPHRASE|TOKEN|SECRET|WEBHOOK|KEY))":"([^"]*)"/g,
    );
    for (const [, , value] of values) expect(value).toMatch(/^\$[({]/);
  }
});

function textsOf(name: string): string[] {
  return pipelineCommands.filter(({ file }) => file.endsWith(name)).map(({ text }) => text);
}
