import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { takeSoftware } from "../../lab/hosts/software.ts";
import { type TestLab, testLab, until } from "./support.ts";

let it: TestLab;
beforeAll(async () => {
  // Who signs in, and how, is told in tests/provider/centerSignIn.test.ts.
  it = await testLab((scenario) => {
    for (const center of scenario.centers) center.account = null;
  });
});
afterAll(() => it.stop());

type Row = Record<string, unknown>;

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what is asked for differs from test to test
  body: any;
}

function ask(path: string, method = "GET", body?: object): Promise<Answer> {
  return new Promise((done, reject) => {
    const sent = request(
      `https://127.0.0.1:${it.scenario.centers[0]?.consolePort}/api/management${path}`,
      { method, agent: false, ca: readFileSync(join(it.folder, "center-atacenter.pem")) },
      (response) => {
        let text = "";
        response.on("data", (part) => (text += part));
        response.on("end", () =>
          done({ status: response.statusCode ?? 0, body: text === "" ? "" : JSON.parse(text) }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const gateways = async () =>
  (await ask("/systemProfiles/gateways")).body.map((one: { NetbiosName: string }) => one.NetbiosName);

test("the Center lists the gateways that are installed, and loses the ones that are removed", async () => {
  expect(await gateways()).toEqual(["DC01", "DC02", "DC04", "DC05", "DC06", "DC07", "GW01"]);
  const host = it.lab.hosts.get("dc01");
  if (host) takeSoftware(host, "gateway");
  expect(await gateways()).not.toContain("DC01");
  const [first] = (await ask("/systemProfiles/gateways")).body;
  expect(first).toMatchObject({
    Type: "GatewaySystemProfile",
    ServiceStatus: "Running",
    Id: expect.stringMatching(/^[0-9a-f]{24}$/),
  });
});

test("the Center tells its profile, its alerts and what an id stands for", async () => {
  const profile = (await ask("/systemProfiles/center")).body;
  expect(profile).toMatchObject({ Type: "CenterSystemProfile", NetbiosName: "ATACENTER" });
  const [honeytoken] = profile.Configuration.UniqueEntityProcessorConfiguration.HoneytokenAccountIds;
  expect((await ask(`/uniqueEntities/${honeytoken}`)).body).toMatchObject({
    Id: honeytoken,
    IsHoneytoken: true,
    Type: "User",
  });
  expect((await ask("/uniqueEntities/nobody")).status).toBe(404);
  expect((await ask("/monitoringAlerts")).body).toHaveLength(1);
  expect((await ask("/systemProfiles/license")).body.Type).toBe("LicenseSystemProfile");
});

test("alerts are closed one by one and never deleted", async () => {
  const open = async () =>
    (await ask("/suspiciousActivities/")).body.filter((one: { Status: string }) => one.Status === "Open");
  const [first] = await open();
  expect(await open()).toHaveLength(2);
  expect((await ask(`/suspiciousActivities/${first.Id}`, "POST", { Status: "Closed" })).status).toBe(204);
  expect(await open()).toHaveLength(1);
  expect((await ask(`/suspiciousActivities/${first.Id}`, "POST", { Status: "Gone" })).status).toBe(400);
  expect((await ask(`/suspiciousActivities/${first.Id}?shouldDeleteSameType=false`, "DELETE")).status).toBe(
    405,
  );
  expect((await ask("/suspiciousActivities")).body).toHaveLength(7);
});

test("a gateway that has been silent for five lab minutes raises a health alert", async () => {
  const about = async () => (await ask("/monitoringAlerts")).body.map((one: Row) => one.GatewayNetbiosName);
  it.lab.hosts.get("dc05")?.switchService("ATAGateway", "Stopped");
  await until(async () => (await about()).includes("DC05"));
  it.lab.hosts.get("dc05")?.switchService("ATAGateway", "Running");
  expect(await about()).toEqual([undefined]);
});

test("a long list of alerts is whole, each with an id of its own that finds it", async () => {
  const [center] = it.scenario.centers;
  if (!center) throw new Error("no center");
  const usual = center.closedAlerts;
  center.closedAlerts = 4_321;
  const { body } = await ask("/suspiciousActivities");
  expect(new Set(body.map((one: Row) => one.Id)).size).toBe(4_323);
  const last = body.at(-1);
  expect((await ask(`/suspiciousActivities/${last.Id}`)).body).toEqual(last);
  center.closedAlerts = usual;
  expect((await ask(`/suspiciousActivities/${last.Id}`)).status).toBe(404);
});

test("an expired certificate is shown while its fault is on, and a strict client stays away", async () => {
  await it.lab.hostFault("atacenter", "center-certificate-expired", "on");
  await expect(gateways()).rejects.toThrow(/certificate|expired|self/i);
  await it.lab.hostFault("atacenter", "center-certificate-expired", "off");
  expect((await gateways()).length).toBeGreaterThan(0);
});

test("a Center that is denied, silent, stopped or away is told apart from one without gateways", async () => {
  const center = it.lab.hosts.get("atacenter");
  await it.lab.hostFault("atacenter", "center-half-list", "on");
  expect(await gateways()).toEqual([]);
  await it.lab.hostFault("atacenter", "center-half-list", "off");
  await it.lab.hostFault("atacenter", "center-denies", "on");
  expect((await ask("/systemProfiles/gateways")).status).toBe(403);
  await it.lab.hostFault("atacenter", "center-denies", "off");
  await it.lab.hostFault("atacenter", "center-down", "on");
  await expect(gateways()).rejects.toThrow();
  await it.lab.hostFault("atacenter", "center-down", "off");
  center?.switchService("ATACenter", "Stopped");
  await expect(gateways()).rejects.toThrow();
  center?.switchService("ATACenter", "Running");
  expect((await gateways()).length).toBeGreaterThan(0);
});
