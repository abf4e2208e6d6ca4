import { beforeEach, expect, test } from "@jest/globals";
import type { DnsSignalInputs } from "../../../plan/declaredService.ts";
import { askerFor, dnsSignalQuery } from "../../../plan/dnsSignal.ts";
import { failureOf, graphDown, makeWorld, targetOf, urnOf, type World, workspace } from "../support/world.ts";

const urn = urnOf("DnsSignal", "dc01-dns-signal");
const inputs: DnsSignalInputs = {
  workspace,
  subject: { name: "dc01", domain: "contoso.test" },
  asker: targetOf("dc02"),
  skipWithReason: null,
  pollSeconds: 0.02,
  deadlineSeconds: 2,
};
const short = { ...inputs, deadlineSeconds: 0.2 };
const seen = [{ Device: "dc01.contoso.test", Events: 3 }];
let world: World;
const asked = () => world.asked.filter((one) => one === "Test-DnsSignal dc02").length;
beforeEach(() => {
  world = makeWorld();
  world.hosts["Test-DnsSignal dc02"] = { askedAt: new Date().toISOString(), responseCode: 5 };
});

test("it is asked once by another domain controller, and passes when its sensor reported something since", async () => {
  world.huntingRows = seen;
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs).toMatchObject({ outcome: "pass", events: 3, responseCode: 5 });
  expect(asked()).toBe(1);
  expect((await world.provider.diff("dc01", urn, outs, inputs)).changes).toBe(false);
});

test("nothing seen is a failure, and the next run does not ask a second time: each question makes an alert", async () => {
  world.huntingRows = [{ Device: "dc02.contoso.test", Events: 9 }];
  const failed = await failureOf(world.provider.create(urn, short));
  expect(failed.message).toContain("GATE-CLOSED  dc01");
  expect(asked()).toBe(1);
  world.huntingRows = seen;
  const { outs } = await world.provider.update("dc01", urn, failed.properties ?? {}, inputs);
  expect(outs.events).toBe(3);
  expect(asked()).toBe(1);
});

test.each<[string, (w: World) => void]>([
  [
    "the asker cannot be reached",
    (w) => {
      w.huntingRows = seen;
      w.hosts["Test-DnsSignal dc02"] = { ...graphDown().problem, id: "HOST-UNREACHABLE" };
    },
  ],
  [
    "the asker answers nonsense",
    (w) => {
      w.huntingRows = seen;
      w.hosts["Test-DnsSignal dc02"] = { responseCode: "five" };
    },
  ],
  [
    "hunting gives no answer",
    (w) => {
      w.graphProblem = graphDown();
    },
  ],
])("%s: unread, which never passes", async (_what, trouble) => {
  trouble(world);
  const { message } = await failureOf(world.provider.create(urn, short));
  expect(message).toContain("GATE-INCONCLUSIVE  dc01");
  expect(message).toContain("could not be");
});

test("the asker is of the same domain, else any other, and never one that is held", () => {
  const dc = (name: string, domain: string, hold?: string) => ({ name, domain, ...(hold && { hold }) });
  const all = [dc("a", "x"), dc("b", "y"), dc("c", "x", "being replaced"), dc("d", "x")];
  expect(askerFor({ name: "a", domain: "x" }, all)).toBe("d");
  expect(askerFor({ name: "b", domain: "y" }, all)).toBe("a");
  expect(askerFor({ name: "a", domain: "x" }, [dc("a", "x")])).toBeUndefined();
  expect(dnsSignalQuery("DC01", "2026-12-01T20:00:00Z")).toContain('startswith "dc01"');
});
