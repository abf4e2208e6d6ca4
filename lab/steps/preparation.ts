import { createHash } from "node:crypto";
import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import type { Measured } from "../hosts/state.ts";
import type { ChangingStep, StepInput } from "./contract.ts";
import { type Definition, HOST_FOLDER } from "./definition.ts";

/** Steps that change a setting and keep how it was. */
export const preparationSteps = [
  "Import-RootCertificate",
  "Set-TlsDefault",
  "Set-PowerPlan",
  "Set-SecurityLogRetention",
  "Disable-LargeSendOffload",
] as const;
export type PreparationStep = (typeof preparationSteps)[number];

interface Preparation {
  /** What of the host's facts it changes. */
  keys: readonly (keyof Measured)[];
  /** Faults that end with it. */
  cures: readonly string[];
  isGood(measured: Measured): boolean;
  set(measured: Measured): void;
  facts(measured: Measured, input: Record<string, unknown>): Record<string, unknown>;
}

const HIGH_PERFORMANCE = "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c";

const preparations: Record<PreparationStep, Preparation> = {
  "Import-RootCertificate": {
    keys: ["missingRootCertificates"],
    cures: ["root-certificate-missing"],
    isGood: ({ missingRootCertificates }) => missingRootCertificates.length === 0,
    set: (m) => {
      m.missingRootCertificates = [];
    },
    facts: (_m, { thumbprint }) => ({ thumbprint: String(thumbprint).toUpperCase() }),
  },
  "Set-TlsDefault": {
    keys: ["tls"],
    cures: ["tls-weak"],
    isGood: ({ tls }) => Object.values(tls).every((value) => value === 1),
    set: (m) => {
      m.tls = { systemDefault64: 1, strongCrypto64: 1, systemDefault32: 1, strongCrypto32: 1 };
    },
    facts: ({ tls }) => ({ ...tls }),
  },
  "Set-PowerPlan": {
    keys: ["powerScheme"],
    cures: ["power-saving"],
    isGood: ({ powerScheme }) => powerScheme === HIGH_PERFORMANCE,
    set: (m) => {
      m.powerScheme = HIGH_PERFORMANCE;
    },
    facts: ({ powerScheme }) => ({ scheme: powerScheme }),
  },
  "Set-SecurityLogRetention": {
    keys: ["auditFailure"],
    cures: ["crash-on-audit-fail"],
    isGood: ({ auditFailure }) => auditFailure.securityLogOverwrites,
    set: (m) => {
      m.auditFailure = { ...m.auditFailure, securityLogOverwrites: true };
    },
    facts: ({ auditFailure }) => ({ mode: auditFailure.securityLogOverwrites ? "Circular" : "Retain" }),
  },
  "Disable-LargeSendOffload": {
    keys: ["largeSendOffload", "hardware"],
    cures: ["large-send-offload"],
    isGood: ({ largeSendOffload }) => largeSendOffload.length === 0,
    set: (m) => {
      m.largeSendOffload = [];
    },
    facts: ({ largeSendOffload }) => ({ adapters: largeSendOffload }),
  },
};

/** The definition of one preparation. */
export function preparation<S extends PreparationStep>(step: S): Definition<S> {
  const own = preparations[step];
  return {
    prepare: (_host, _world, input) => ({ input: withoutCertificate(input) }),

    before(host, data) {
      const { wrongThumbprint } = data.input as { wrongThumbprint?: string };
      if (own.isGood(current(host))) return { outcome: "already", reason: null };
      if (wrongThumbprint === undefined) return undefined;
      return {
        outcome: "refused",
        reason: `the certificate's thumbprint is ${wrongThumbprint}; nothing was changed`,
      };
    },

    phases: (host) => [
      {
        name: step,
        seconds: host.durations.preparation,
        main: true,
        run() {
          save(host, step, own);
          // The adapters start again: whoever is connected is not any more.
          if (step === "Disable-LargeSendOffload") host.emit("cut");
          if (host.has("policy-resists")) {
            return { outcome: "failed", reason: "it is as before all the same: a policy sets it" };
          }
          change(host, own, own.set);
          return undefined;
        },
      },
    ],

    facts: (host, data) => own.facts(current(host), data.input as Record<string, unknown>),

    holds: (host) => own.isGood(current(host)),
  };
}

/** Puts back what a preparation changed, as it was before the first one. */
export const undoPreparation: Definition<"Undo-Preparation"> = {
  prepare: (_host, _world, { step }) => ({ step }),
  before(host, data) {
    const saved = host.files.exists(savedFile(data.step as PreparationStep));
    return saved ? undefined : { outcome: "already", reason: null };
  },
  phases: (host, _world, data) => [
    {
      name: `put back ${data.step}`,
      seconds: host.durations.preparation,
      main: true,
      run() {
        const step = data.step as PreparationStep;
        const before = JSON.parse(
          host.files.read(savedFile(step))?.toString("utf8") ?? "{}",
        ) as Partial<Measured>;
        change(host, preparations[step], (measured) => Object.assign(measured, before));
        host.files.removeFile(savedFile(step));
        return undefined;
      },
    },
  ],
  facts: () => ({}),
  holds: (host, data) => !host.files.exists(savedFile(data.step as PreparationStep)),
};

function current(host: Host): Measured {
  return measuredWith(host.state.measured, host.state.faults);
}

/** Makes what the faults show the host's own state, ends the faults, and changes it. */
function change(host: Host, own: Preparation, how: (measured: Measured) => void): void {
  const now = current(host);
  const kept = Object.fromEntries(own.keys.map((key) => [key, now[key]]));
  host.dropFaults(own.cures);
  Object.assign(host.state.measured, kept);
  how(host.state.measured);
  host.changed();
}

function save(host: Host, step: PreparationStep, own: Preparation): void {
  if (host.files.exists(savedFile(step))) return;
  const now = current(host);
  host.files.place(
    savedFile(step),
    JSON.stringify(Object.fromEntries(own.keys.map((key) => [key, now[key]]))),
  );
}

function savedFile(step: PreparationStep): string {
  return `${HOST_FOLDER}/saved/${step}.json`;
}

/** The input as the journal keeps it; a certificate is compared with its thumbprint and left out. */
function withoutCertificate(input: StepInput<ChangingStep>): Record<string, unknown> {
  if (!("certificate" in input)) return { ...input };
  const bytes = Buffer.from(input.certificate, "base64");
  const found = createHash("sha1").update(bytes).digest("hex").toUpperCase();
  const { thumbprint } = input;
  return found === thumbprint.toUpperCase() ? { thumbprint } : { thumbprint, wrongThumbprint: found };
}
