import {
  type Finding,
  type Graph,
  type GraphResource,
  hidden,
  isSeen,
  stepOf,
  textAt,
  unknown,
} from "./graph.ts";
import { finding } from "./hostRules.ts";

/** Inputs of a step that hold a secret, so its standard input must be encrypted. */
const secretSteps = ["Get-SensorPackage", "Restore-AtaGateway", "Backup-AtaCenter"];
/** A shared access signature: whoever has the address may write. */
const signature = /[?&]sig=/;
/** What no resource may carry at all: the provider takes it from the service to the host. */
const accessKey = /"accessKey"\s*:/;
const credentials = ["privateKey", "privateKeyPassword", "password"];
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Every command has a deadline; every remote one also knows its host by a pinned key. */
export function deadlineAndHostKey(graph: Graph): Finding[] {
  return commands(graph).flatMap((one) => [
    ...(one.timeoutSeconds !== null && one.timeoutSeconds > 0
      ? []
      : finding("deadline", one.name, "has no deadline (customTimeouts.create)")),
    ...(one.type.startsWith("command:remote:") ? pinned(one) : []),
  ]);
}

function pinned({ name, inputs }: GraphResource): Finding[] {
  const { connection } = inputs;
  if (connection === hidden || connection === unknown) {
    return finding("pinned-host-key", name, "its connection cannot be seen, so neither can its host key");
  }
  const key = textAt(connection, "hostKey");
  return key && /^\S+ [A-Za-z0-9+/=]{16,}$/.test(key)
    ? []
    : finding("pinned-host-key", name, "its connection has no pinned host key");
}

/** What was done on a host is never undone or done again by the engine: destroy forgets. */
export function neverUndone(graph: Graph): Finding[] {
  return commands(graph).flatMap(({ name, inputs }) =>
    ["delete", "update", "triggers"]
      .filter((input) => inputs[input] !== undefined && inputs[input] !== null)
      .flatMap((input) => finding("never-undone", name, `must not have \`${input}\``)),
  );
}

/** No secret in a command line, an environment, a log or an input that is not encrypted. */
export function noSecretInClear(graph: Graph): Finding[] {
  return [
    ...graph.resources.flatMap((one) =>
      Object.entries(one.inputs)
        .filter(([input]) => !one.secretInputs?.includes(input))
        .filter(([input, value]) => !isCredentialPlace(one, input) && holdsPrivateKey(value))
        .flatMap(([input]) => finding("no-secret-in-clear", one.name, `\`${input}\` holds a private key`)),
    ),
    ...commands(graph).flatMap(secretsOfCommand),
  ];
}

function secretsOfCommand(one: GraphResource): Finding[] {
  const { name, type, inputs, secretInputs } = one;
  const broken: Finding[] = [];
  const say = (message: string) => broken.push(...finding("no-secret-in-clear", name, message));
  const marked = (input: string) => secretInputs === null || secretInputs.includes(input);
  const connection = inputs.connection;
  if (credentials.some((field) => textAt(connection, field)) && !marked("connection")) {
    say("its connection holds a credential and is not encrypted");
  }
  const step = stepOf(one);
  if (step && secretSteps.includes(step) && !marked("stdin")) say("its standard input is not encrypted");
  if (typeof inputs.stdin === "string" && signature.test(inputs.stdin) && !marked("stdin")) {
    say("it carries a shared access signature and is not encrypted");
  }
  if (typeof inputs.stdin === "string" && accessKey.test(inputs.stdin)) say("it carries an access key");
  if (inputs.environment !== undefined && inputs.environment !== null) say("it sets an environment");
  if (type.endsWith(":Command")) {
    if (inputs.logging !== "none") say("its output is logged");
    if (inputs.addPreviousOutputInEnv !== false) say("it puts its output into the environment");
  }
  return broken;
}

/** Where marks cannot be seen, a connection is the one place a private key has to be. */
function isCredentialPlace({ type, secretInputs }: GraphResource, input: string): boolean {
  return secretInputs === null && input === "connection" && type.startsWith("command:remote:");
}

function holdsPrivateKey(value: unknown): boolean {
  if (typeof value === "string") return isSeen(value) && privateKey.test(value);
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsPrivateKey);
}

function commands(graph: Graph): GraphResource[] {
  return graph.resources.filter(({ type }) => type.startsWith("command:"));
}
