import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { bodyOf, forms } from "../../cli/notify/forms.ts";
import { brokenOffNotice, type Notice, noticeOf, testNotice } from "../../cli/notify/notice.ts";
import { Sender } from "../../cli/notify/sender.ts";
import { notifySettings } from "../../cli/notify/settings.ts";
import { notifier } from "../../cli/notify/watcher.ts";
import { runUp } from "../../cli/run/up.ts";
import { registerNotify } from "../../cli/verbs/notify.ts";
import { registerUp } from "../../cli/verbs/up.ts";
import { fakeEngine, freshStack } from "./fakeEngine.ts";
import { hostileTexts } from "./hostile.ts";
import { emptyView, replay } from "./recordings.ts";
import { runVerb } from "./runVerb.ts";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const taken: Answer = (_request, response) => response.end();

/** A receiver on this machine; its bodies as they came. */
async function receiver(answer: Answer = taken) {
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => {
      bodies.push(body);
      answer(request, response, body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/s3cret`, bodies };
}

const subject = { stack: "prod", estate: "Contoso" };
const pauses = [5, 5];

describe("a sender", () => {
  test("delivers in order", async () => {
    const { address, bodies } = await receiver();
    const sender = new Sender({ address, pauses });
    for (let one = 0; one < 5; one++) sender.send({ one });
    await sender.finish(5000);
    expect(bodies).toEqual([0, 1, 2, 3, 4].map((one) => JSON.stringify({ one })));
    expect(sender.lost.count).toBe(0);
  });

  test("tries again where it was not taken, and each message only until it is", async () => {
    let calls = 0;
    const { address, bodies } = await receiver((_request, response) => {
      calls += 1;
      response.statusCode = calls < 3 ? 503 : 200;
      response.end();
    });
    const sender = new Sender({ address, pauses });
    sender.send("a");
    sender.send("b");
    await sender.finish(5000);
    expect(bodies).toEqual(['"a"', '"a"', '"a"', '"b"']);
    expect(sender.lost.count).toBe(0);
  });

  test.each([
    [
      "says no for ever",
      (_: unknown, response: ServerResponse): void => void response.writeHead(500).end(),
      "HTTP 500",
    ],
    ["cuts the connection", (request: IncomingMessage): void => void request.socket.destroy(), ""],
    [
      "sends elsewhere",
      (_: unknown, response: ServerResponse): void =>
        void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      "HTTP 307, a redirect",
    ],
  ] as const)(
    "a receiver that %s loses the message, and the address is not told",
    async (_, answer, reason) => {
      const { address } = await receiver(answer);
      const sender = new Sender({ address, pauses });
      sender.send({});
      await sender.finish(5000);
      expect(sender.lost.count).toBe(1);
      expect(sender.lost.reason).toContain(reason);
      expect(sender.lost.reason).not.toContain("s3cret");
    },
  );

  test("a receiver that hangs is given up, and finish does not wait for it", async () => {
    const { address } = await receiver(() => {});
    const sender = new Sender({ address, pauses: [60_000], answerMilliseconds: 60_000 });
    for (let one = 0; one < 3; one++) sender.send({ one });
    await sender.finish(50);
    expect(sender.lost.count).toBe(3);
  });

  test("keeps at most a hundred waiting", async () => {
    const { address } = await receiver(() => {});
    const sender = new Sender({ address, pauses });
    for (let one = 0; one < 150; one++) sender.send({ one });
    expect(sender.lost).toEqual({ count: 50, reason: "too many messages wait" });
    await sender.finish(10);
  });

  test("nobody there is no exception", async () => {
    const sender = new Sender({ address: "http://127.0.0.1:9/", pauses: [] });
    sender.send({});
    await sender.finish(5000);
    expect(sender.lost.count).toBe(1);
  });
});

describe("ata2mdi notify", () => {
  const notify = async (env: Record<string, string>) => {
    Object.assign(process.env, env);
    cleanUps.push(() => {
      for (const name of Object.keys(env)) delete process.env[name];
    });
    return await runVerb(registerNotify, "notify", "--stack", "dev");
  };

  test("sends one message and says that it was taken", async () => {
    const { address, bodies } = await receiver();
    const { code, text } = await notify({ ATA2MDI_WEBHOOK: address, ATA2MDI_WEBHOOK_FORM: "slack" });
    expect(text).toContain("took the message");
    expect(code).toBe(0);
    expect(bodies.map((body) => Object.keys(JSON.parse(body)))).toEqual([["text"]]);
  });

  test("says why it was not", async () => {
    const { address } = await receiver((_request, response) => void response.writeHead(410).end());
    const { code, text } = await notify({ ATA2MDI_WEBHOOK: address });
    expect(code).toBe(1);
    expect(text).toContain("NOTIFY-LOST");
    expect(text).toContain("HTTP 410");
    expect(text).not.toContain("s3cret");
  });

  test("needs a webhook", async () => {
    const { code, text } = await notify({});
    expect(code).toBe(1);
    expect(text).toContain("NOTIFY-SETTINGS");
  });
});

test("a run that cannot begin, as its state cannot be read, is told of, and ends as it would without a webhook", async () => {
  const { address, bodies } = await receiver();
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-refused-"));
  const home = process.cwd();
  cleanUps.push(() => {
    process.chdir(home);
    delete process.env.ATA2MDI_WEBHOOK;
    delete process.env.PULUMI_BACKEND_URL;
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, "estates"));
  copyFileSync(join(home, "estates", "dev.yaml"), join(folder, "estates", "dev.yaml"));
  process.chdir(folder);
  process.env.ATA2MDI_WEBHOOK = address;
  process.env.PULUMI_BACKEND_URL = `file://${folder}/no-state`;
  const { code, text } = await runVerb(registerUp, "up", "--stack", "dev", "--yes", "--no-preview");
  expect(text).toContain("STACK-UNREADABLE");
  expect(code).toBe(1);
  expect(bodies.map((body) => (JSON.parse(body) as Notice).title)).toEqual([
    "the run could not go on: STACK-UNREADABLE",
  ]);
});

describe("what is told", () => {
  const told = (name: "moved" | "stepsFail") =>
    replay(name).flatMap(({ news, view, at }) => news.flatMap((one) => noticeOf(one, view, at) ?? []));

  test("of a move: each wave's beginning and end, and the end of the run", () => {
    expect(told("moved").map(({ event, wave }) => [event, wave])).toEqual([
      ["waveStarted", 0],
      ["waveDone", 0],
      ["waveStarted", 1],
      ["waveDone", 1],
      ["runEnded", undefined],
    ]);
  });

  test("of failures: host, id and meaning, and nothing that was measured", () => {
    const failures = told("stepsFail").filter(({ event }) => event === "failure");
    expect(failures.map(({ host }) => host)).toEqual(["dc03", "dc02", "dc04"]);
    const text = JSON.stringify(failures);
    for (const measured of ["127.0.0.1", "svc-", "FailedAuthentication", "1603", "exit code"]) {
      expect(text).not.toContain(measured);
    }
  });

  test("of a gate that waits too long: once", () => {
    const sent: Notice[] = [];
    const { view } = replay("moved").find(
      (moment) => moment.view.steps.get("wave-0-gate")?.state === "running",
    ) ?? { view: emptyView() };
    const since = view.steps.get("wave-0-gate")?.since ?? 0;
    return receiver((_request, response, body) => {
      sent.push(JSON.parse(body) as Notice);
      response.end();
    }).then(async ({ address }) => {
      const watcher = notifier({ address, form: "json", soakSeconds: [60], gateWarnSeconds: 30, pauses });
      for (const seconds of [30, 89, 91, 95, 200]) watcher.tick(view, since + seconds * 1000);
      expect(await watcher.finish()).toBeUndefined();
      expect(sent.map(({ event, wave }) => [event, wave])).toEqual([["gateSlow", 0]]);
    });
  });

  test("of a wait at the end that takes too long, the first synchronization by its own measure", async () => {
    const { address, bodies } = await receiver();
    const running = { state: "running" as const, since: 0, until: null, says: null };
    const steps = ["initial-sync", "final-health-emea", "workspace-reachable"].map(
      (name) => [name, running] as const,
    );
    const view = { ...emptyView(), steps: new Map(steps) };
    const options = { form: "json", soakSeconds: [], gateWarnSeconds: 30, syncSeconds: 60, pauses } as const;
    const watcher = notifier({ address, ...options });
    for (const seconds of [29, 31, 89, 91, 300]) watcher.tick(view, seconds * 1000);
    expect(await watcher.finish()).toBeUndefined();
    expect(bodies.map((body) => (JSON.parse(body) as Notice).title)).toEqual([
      "final-health-emea has been waiting for 31s",
      "initial-sync has been waiting for 1m 31s",
    ]);
  });

  test("of a run that could not begin: its id and meaning, and nothing that was measured", () => {
    const problem = {
      id: "STACK-LOCKED",
      cause: "another run of this stack is under way",
      measured: "held by anna@10.0.0.7",
      cure: "Watch it.",
      command: "npx ata2mdi status",
    };
    const notice = brokenOffNotice(problem, subject, 0);
    expect(notice).toMatchObject({ event: "failure", title: "the run could not go on: STACK-LOCKED" });
    expect(JSON.stringify(notice)).not.toContain("anna");
  });
});

describe("forms", () => {
  const notice = testNotice(subject, 0);

  test("json is the notice itself", () => {
    expect(bodyOf(notice, "json")).toEqual(notice);
  });

  test("Teams gets an adaptive card, Slack a text", () => {
    expect(bodyOf(notice, "teams")).toMatchObject({
      type: "message",
      attachments: [
        { contentType: "application/vnd.microsoft.card.adaptive", content: { type: "AdaptiveCard" } },
      ],
    });
    expect(bodyOf(notice, "slack")).toMatchObject({ text: expect.stringContaining("Contoso: a test") });
  });

  test.each(forms)("no text makes markup or a line of its own in %s", (form) => {
    for (const text of hostileTexts) {
      const hostile = testNotice({ stack: text, estate: text }, 0);
      const body = JSON.stringify(bodyOf(hostile, form));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
      expect(JSON.parse(body)).toEqual(JSON.parse(body.replace(/[\u0000-\u001f\u202a-\u202e]/g, "")));
      if (form === "slack") expect(body).not.toMatch(/<(script|img|!|http)/);
    }
  });
});

describe("settings", () => {
  const place = (config?: string, env: NodeJS.ProcessEnv = {}) => {
    const cwd = mkdtempSync(join(tmpdir(), "ata2mdi-notify-"));
    cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }));
    if (config) writeFileSync(join(cwd, "Pulumi.prod.yaml"), config);
    return { cwd, env };
  };

  test("nothing set: nobody is told, and nothing is asked", async () => {
    await expect(notifySettings("prod", place())).resolves.toBeUndefined();
    await expect(notifySettings("prod", place("config:\n  ata2mdi:other: x\n"))).resolves.toBeUndefined();
  });

  test("the environment's webhook, with the form of the stack", async () => {
    const { cwd } = place("config:\n  ata2mdi:webhookForm: teams\n");
    const env = { ATA2MDI_WEBHOOK: "https://hooks.example/x" };
    await expect(notifySettings("org/ata2mdi/prod", { cwd, env })).resolves.toEqual({
      address: "https://hooks.example/x",
      form: "teams",
    });
  });

  test("the stack's secret is asked of the engine", async () => {
    const engine = fakeEngine({ prints: "https://hooks.example/secret\n" });
    cleanUps.push(engine.remove);
    const { cwd } = place("config:\n  ata2mdi:webhook:\n    secure: v1:x\n");
    await expect(notifySettings("prod", { cwd, env: engine.env })).resolves.toEqual({
      address: "https://hooks.example/secret",
      form: "json",
    });
  });

  test.each([
    [{ ATA2MDI_WEBHOOK: "http://hooks.example/token" }],
    [{ ATA2MDI_WEBHOOK: "not an address token" }],
    [{ ATA2MDI_WEBHOOK: "https://hooks.example/token", ATA2MDI_WEBHOOK_FORM: "fax" }],
  ])("%j is refused without telling the address", async (env) => {
    const failed = notifySettings("prod", place(undefined, env));
    await expect(failed).rejects.toThrow(/NOTIFY-SETTINGS/);
    await expect(failed).rejects.not.toThrow(/token/);
  });
});

test("a run whose receiver hangs ends with the engine's code, at once", async () => {
  const { address } = await receiver(() => {});
  const engine = fakeEngine({ recording: "moved" });
  cleanUps.push(engine.remove);
  const messages = notifier({ address, form: "json", soakSeconds: [], finishMilliseconds: 50 });
  const options = { cwd: engine.folder, env: engine.env, parallel: 1, watchers: [messages] };
  const { code } = await runUp(freshStack(), options);
  expect(code).toBe(0);
  expect(await messages.finish()).toMatch(/messages? to the webhook lost/);
});
