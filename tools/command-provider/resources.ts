import type { CommandOutput } from "./capture.ts";
import { copyFile, copyToRemote } from "./copy.ts";
import type { Context } from "./dial.ts";
import type { Connection } from "./endpoint.ts";
import { OperationError } from "./failure.ts";
import { type Fields, resourceInputs } from "./inputs.ts";
import { type LocalRun, runLocal } from "./localRun.ts";
import { type RemoteRun, runRemote } from "./remoteRun.ts";
import { asSource, type Properties, plain, sameValue } from "./wire.ts";

/**
 * One resource type. Operations get plain properties (no wrappers) and return the outputs that are not inputs; the state
 * is those added to the inputs as they came, so that what was secret stays secret and nothing else becomes so.
 */
export interface ResourceKind {
  inputs: Fields;
  /** Inputs whose change replaces the resource; all of them where there is no update. */
  replacedBy: readonly string[];
  create(inputs: Properties, context: Context): Promise<Properties>;
  update?(olds: Properties, news: Properties, context: Context): Promise<Properties>;
  delete?(state: Properties, context: Context): Promise<void>;
}

/** Inputs that both kinds of Command share, as plain properties. */
interface CommandProperties {
  create?: string;
  update?: string;
  delete?: string;
  addPreviousOutputInEnv?: boolean;
}

type Runner = (
  command: string,
  properties: Properties,
  previous: CommandOutput | undefined,
  context: Context,
) => Promise<CommandOutput>;

/** A command on create, on update (create again where none is given) and on delete. */
function commandKind(inputs: Fields, run: Runner): ResourceKind {
  const perform = async (
    command: string | undefined,
    properties: Properties,
    context: Context,
    state: Properties,
  ) => {
    const previous = outputsOf(state);
    if (command === undefined) return { ...previous };
    const { addPreviousOutputInEnv = true } = properties as CommandProperties;
    return { ...(await run(command, properties, addPreviousOutputInEnv ? previous : undefined, context)) };
  };
  return {
    inputs,
    replacedBy: ["triggers"],
    create: (news, context) => perform((news as CommandProperties).create, news, context, {}),
    update: (olds, news, context) => {
      const { create, update } = news as CommandProperties;
      return perform(update ?? create, news, context, olds);
    },
    delete: async (state, context) => {
      await perform((state as CommandProperties).delete, state, context, state);
    },
  };
}

function outputsOf(state: Properties): CommandOutput {
  const { stdout = "", stderr = "" } = state as Partial<CommandOutput>;
  return { stdout, stderr };
}

const remoteCommand = commandKind(
  resourceInputs["command:remote:Command"],
  (command, properties, previous, context) =>
    runRemote({ ...(properties as unknown as RemoteRun), command, previous }, context),
);

const localCommand = commandKind(
  resourceInputs["command:local:Command"],
  (command, properties, previous, context) =>
    runLocal({ ...(properties as unknown as LocalRun), command, previous }, context),
);

interface CopyProperties {
  connection: Connection;
  source: unknown;
  localPath: string;
  remotePath: string;
}

const copyToRemoteKind: ResourceKind = {
  inputs: resourceInputs["command:remote:CopyToRemote"],
  replacedBy: ["triggers"],
  create: async (inputs, context) => {
    const { connection, source, remotePath } = inputs as unknown as CopyProperties;
    const known = asSource(source);
    if (!known) throw new OperationError("source is neither a file, nor text, nor a folder");
    await copyToRemote(connection, known, remotePath, context);
    return {};
  },
  // Only other content or another place is a reason to copy again; a new password is not.
  update: async (olds, news, context) => {
    const changed = !sameValue(olds.source, news.source) || olds.remotePath !== news.remotePath;
    return changed ? copyToRemoteKind.create(news, context) : {};
  },
};

const copyFileKind: ResourceKind = {
  inputs: resourceInputs["command:remote:CopyFile"],
  replacedBy: Object.keys(resourceInputs["command:remote:CopyFile"]),
  create: async (inputs, context) => {
    const { connection, localPath, remotePath } = inputs as unknown as CopyProperties;
    await copyFile(connection, localPath, remotePath, context);
    return {};
  },
};

const kinds: Readonly<Record<string, ResourceKind>> = {
  "command:remote:Command": remoteCommand,
  "command:remote:CopyToRemote": copyToRemoteKind,
  "command:remote:CopyFile": copyFileKind,
  "command:local:Command": localCommand,
};

export function resourceKind(type: string): ResourceKind {
  const kind = kinds[type];
  if (!kind) throw new OperationError(`the stand-in for the command provider has no resource ${type}`);
  return kind;
}

/** Names of inputs that differ between state and new inputs. */
export function changedInputs(kind: ResourceKind, state: Properties, news: Properties): string[] {
  return Object.keys(kind.inputs).filter((key) => !sameValue(state[key], news[key]));
}

/** Plain properties: all wrappers off. */
export function plainProperties(properties: Properties): Properties {
  return plain(properties) as Properties;
}
