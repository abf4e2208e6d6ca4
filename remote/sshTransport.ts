import { Provider } from "@pulumi/command/provider.js";
import * as command from "@pulumi/command/remote/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import { readAnswer } from "./answer.ts";
import { bundleFolderPath, bundleHash } from "./bundle.ts";
import { bundleFolder, type ChangingStep, type StepInputs, secretInputs, stepCommand } from "./contract.ts";
import { encodeRequest } from "./request.ts";
import type { CopyToolsArgs, RunStepArgs, StepRun, Transport } from "./transport.ts";

/** Added to a step's deadline for connecting and for the answer's way back. */
const MARGIN_SECONDS = 120;

/**
 * Steps over SSH by the official command provider: pinned host key, few dial retries, nothing in the environment,
 * nothing logged. With an SSH agent no key is in state; a private key is there encrypted.
 *
 * @param secret gives the value of a reference to a secret (resolveSecret with the stack's configuration)
 */
export function sshTransport(secret: (reference: SecretReference) => string): Transport {
  // Declared, though a default one would do: its process then starts beside our own provider's, not after it.
  const provider = new Provider("command");
  return {
    secret,
    copyTools: (name, args, opts) => copyTools(name, args, secret, pulumi.mergeOptions({ provider }, opts)),
    runStep: (name, args, opts) => runStep(name, args, secret, pulumi.mergeOptions({ provider }, opts)),
  };
}

function copyTools(
  name: string,
  args: CopyToolsArgs,
  secret: (reference: SecretReference) => string,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Resource {
  // Nothing is ignored here: copying again is harmless, and a step to come needs the bundle its command names.
  return new command.CopyToRemote(
    name,
    {
      connection: connectionTo(args.target, secret),
      source: new pulumi.asset.FileArchive(bundleFolderPath()),
      remotePath: bundleFolder(bundleHash()),
    },
    pulumi.mergeOptions({ customTimeouts: timeouts(args.deadlineSeconds ?? 300) }, opts),
  );
}

function runStep<S extends ChangingStep>(
  name: string,
  args: RunStepArgs<S>,
  secret: (reference: SecretReference) => string,
  opts?: pulumi.CustomResourceOptions,
): StepRun {
  const { target, step, work, deadlineSeconds, repeats = false } = args;
  const input: pulumi.Output<unknown> = pulumi.all(args.input as Record<string, pulumi.Input<unknown>>);
  const request = pulumi
    .all([input, work])
    .apply(([known, name]) =>
      encodeRequest({ step, work: name, deadlineSeconds, input: known as StepInputs[S] }),
    );
  const resource = new command.Command(
    name,
    {
      connection: connectionTo(target, secret),
      create: stepCommand(bundleHash(), step),
      stdin: secretInputs[step].length > 0 ? pulumi.secret(request) : request,
      logging: command.Logging.None,
      addPreviousOutputInEnv: false,
    },
    // Done once is done: a rotated key, newer scripts or a fresher measurement must not run it again.
    pulumi.mergeOptions(
      {
        customTimeouts: timeouts(deadlineSeconds),
        ignoreChanges: repeats ? [] : ["connection", "create", "stdin"],
      },
      opts,
    ),
  );
  return {
    resource,
    get answer() {
      return resource.stdout.apply((stdout) => readAnswer(stdout, 0, { host: target.host, step }));
    },
  };
}

function connectionTo(target: Target, secret: (reference: SecretReference) => string) {
  const { address, port, user, hostKey, authentication } = target;
  return {
    host: address,
    port,
    user,
    hostKey,
    // A refused key counts as a failed dial too: few of them, or an account is locked out.
    dialErrorLimit: 2,
    perDialTimeout: 15,
    ...("privateKey" in authentication
      ? { privateKey: pulumi.secret(secret(authentication.privateKey)) }
      : {}),
  };
}

function timeouts(deadlineSeconds: number): pulumi.CustomTimeouts {
  const limit = `${deadlineSeconds + MARGIN_SECONDS}s`;
  return { create: limit, update: limit, delete: limit };
}
