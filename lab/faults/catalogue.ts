import { factFaults } from "./facts.ts";
import { runningFaults } from "./running.ts";
import { setupFaults } from "./setup.ts";

/** A fault that can be switched on: for one host, or for the service. */
export interface Fault {
  name: string;
  scope: "host" | "graph";
  about: string;
  /** Kind of what may follow the name after a colon; `?` at the end: it may be left out. A step may have `@percent`. */
  argument?: string;
  /** It switches itself off when it has happened. */
  once?: true;
}

const host = (name: string, about: string, more: Pick<Fault, "argument" | "once"> = {}): Fault => ({
  name,
  scope: "host",
  about,
  ...more,
});
const graph = (name: string, about: string, more: Pick<Fault, "argument" | "once"> = {}): Fault => ({
  name,
  scope: "graph",
  about,
  ...more,
});

const connectionFaults: readonly Fault[] = [
  host("unreachable", "connections are refused"),
  host("wrong-host-key", "the host shows another key than the pinned one"),
  host("key-refused", "the host does not take the client's key"),
  host("drop-connection", "the connection is cut in the middle of a step", { argument: "step?", once: true }),
  host("reboot-during-step", "the host restarts in the middle of a changing step and goes on afterwards", {
    argument: "step?",
    once: true,
  }),
  host("drop-after", "the next connection is cut when so many bytes have gone over it", {
    argument: "bytes",
    once: true,
  }),
  host("slow-link", "4 KB a second and 150 ms each way"),
  host("sftp-never-closes", "the SFTP channel stays open after the client's end"),
  host("chatty", "a warning line before the answer"),
  host("garbage-answer", "the answer is cut and ends in other bytes", { argument: "step?" }),
  host("html-step-answer", "a page of HTML instead of the answer", { argument: "step?" }),
  host("no-answer", "the step ends without an answer", { argument: "step?" }),
  host("two-answers", "the answer comes twice", { argument: "step?" }),
  host("huge-answer", "200,000 characters in one line before the answer", { argument: "step?" }),
];

const stepFaults: readonly Fault[] = [
  host("facts-unreadable", "four fact groups cannot be read"),
  host("gateway-unread", "whether a gateway is there cannot be read"),
  host("center-unread", "whether a Center is there cannot be read"),
  host("sensor-unread", "whether a sensor is there and runs cannot be read"),
  host("host-renamed", "the computer answers under another name"),
  host("remnants", "the gateway's setup ends with 0 and leaves registry key and executable"),
  host("uninstall-hangs", "the setup that removes never ends"),
  host("install-hangs", "the sensor's setup never ends"),
  host("restore-hangs", "the gateway's setup, run to go back, never ends"),
  host("policy-resists", "a group policy sets back at once what a preparation changed"),
  host("install-reboots", "the sensor's setup restarts the host by itself (1641)", { once: true }),
  host("download-fails", "the package's download breaks off"),
  host("package-damaged", "the package arrives with bytes missing"),
  host("package-deleted", "antivirus removes the package right after the download"),
  host("package-foreign-signer", "the installer is signed by somebody else"),
  host("setup-slow", "the main part of a changing step takes one lab hour"),
  host("second-administrator", "somebody does the same by hand meanwhile", { argument: "step?", once: true }),
  host("script-blocked", "an attack surface reduction rule blocks the script: no answer"),
  host("localised-log", "the setup's log is in German"),
  host("candidate-missing", "Graph does not offer the host for a sensor of generation 3"),
  host("sensor-never-appears", "the sensor runs and Graph never lists it"),
  host("sensor-disconnected", "Graph calls the sensor disconnected"),
  host("sensor-outdated", "Graph calls the sensor outdated"),
  host("sensor-update-fails", "Graph calls the sensor's update failed"),
  host("sensor-health-issue", "an open health issue of medium severity"),
  host("migration-fails", "a migration of the sensor to generation 3 fails"),
  host("no-events", "hunting finds no events of the host"),
  host("center-certificate-expired", "the Center shows an expired certificate (on the Center's host)"),
  host("mongodump-missing", "the Center's database can only be copied while it stands still"),
  host("archive-full", "there is no room where the Center's backup is to be archived (on the Center's host)"),
  host("key-not-exportable", "the Center's certificate does not give out its private key"),
  host("center-down", "the Center's REST interface does not answer (on the Center's host)"),
  host("center-denies", "the Center's REST interface answers 403 (on the Center's host)"),
  host(
    "center-read-only",
    "the account may look at the Center's alerts and change none: 403 (on the Center's host)",
  ),
  host(
    "center-loses-answer",
    "the Center does what it is told, and the answer is lost (on the Center's host)",
    {
      once: true,
    },
  ),
  host(
    "center-half-list",
    "the Center's list of gateways is empty although there are some (on the Center's host)",
  ),
];

const serviceFaults: readonly Fault[] = [
  graph("graph-down", "every request is answered 503"),
  graph("graph-unreachable", "connections are cut"),
  graph("graph-errors", "every third request is answered 500"),
  graph("graph-slow", "every answer takes two seconds"),
  graph("throttle", "every second request is answered 429 with Retry-After: 1"),
  graph("throttle-bare", "every second request is answered 429 without Retry-After"),
  graph("throttle-long", "every request is answered 429 with Retry-After of an hour"),
  graph("consent-missing", "a permission, or a family of them, has no consent", { argument: "permission" }),
  graph("wrong-secret", "the token endpoint refuses the secret (AADSTS7000215)"),
  graph("secret-expired", "the token endpoint calls the secret expired (AADSTS7000222)"),
  graph("wrong-tenant", "the token endpoint does not know the tenant (AADSTS90002)"),
  graph("short-tokens", "tokens are good for five seconds"),
  graph("token-refused", "every token is refused with 401"),
  graph("token-other-tenant", "tokens are for another tenant, whose lists are empty"),
  graph("clock-skew", "tokens are refused as not yet valid"),
  graph("graph-stale", "the list of sensors is up to ten lab minutes old"),
  graph("not-onboarded", "the tenant has no workspace (404)"),
  graph("no-licence", "the tenant has no licence (403)"),
  graph("sensor-never-appears", "no sensor of the estate is ever listed"),
  graph("html-answer", "a page of HTML instead of JSON"),
  graph("proxy-407", "a proxy asks for authentication"),
  graph("broken-page", "the last page of a list is cut"),
  graph("foreign-next-link", "nextLink names another host"),
  graph("odd-fields", "fields more, fields null, unknown enum members"),
  graph("duplicate-rows", "every row of a list comes twice, under two ids"),
  graph("package-gone", "the package's address answers 404"),
  graph("package-cut", "half of the package arrives"),
];

/** Every fault of the lab. docs/lab.md lists the same. */
export const faults: readonly Fault[] = [
  ...connectionFaults,
  ...Object.entries(factFaults).map(([name, { about }]) => host(name, about)),
  ...Object.entries(setupFaults).map(([name, { about }]) => host(name, about)),
  ...Object.entries(runningFaults).map(([name, { about }]) => host(name, about)),
  ...stepFaults,
  ...serviceFaults,
];

/** What an argument may look like, by its kind. */
const argumentShapes: Record<string, RegExp> = {
  step: /^[A-Z][A-Za-z]+-[A-Z][A-Za-z]+(@(100|[1-9]?\d))?$/,
  bytes: /^\d{1,9}$/,
  permission: /^[A-Za-z]+(\.[A-Za-z]+)*$/,
};

/** What is wrong with a fault's name as typed; undefined: nothing. */
export function complaint(typed: string, scope: Fault["scope"]): string | undefined {
  const [name, ...rest] = typed.split(":");
  const known = faults.find((fault) => fault.scope === scope && fault.name === name);
  if (!known) return `there is no ${scope} fault ${name}`;
  const argument = rest.join(":");
  if (!known.argument) return argument === "" ? undefined : `${name} takes no argument`;
  const kind = known.argument.replace("?", "");
  if (argument === "") {
    return known.argument.endsWith("?") ? undefined : `${name} takes an argument: ${name}:<${kind}>`;
  }
  return argumentShapes[kind]?.test(argument) ? undefined : `${argument} is not a ${kind}`;
}
