/** What the end of a setup means for the step that ran it. */
export type ExitKind =
  | "success"
  | "rebootRequired"
  | "rebootStarted"
  | "cancelled"
  | "fatal"
  | "notInstalled"
  | "busy"
  | "unknown";

export interface ExitClass {
  kind: ExitKind;
  /** The Windows Installer code: HRESULT forms and negative numbers are brought to it; an unknown code stays as it came. */
  code: number;
  /** Whether the same call may end otherwise when it is made again later, with nothing else changed. */
  retry: boolean;
  /** One sentence for people. */
  meaning: string;
}

interface KnownCode {
  code: number;
  kind: Exclude<ExitKind, "unknown">;
  retry: boolean;
  meaning: string;
}

/**
 * The codes that are told apart. Windows Installer documents them; that the setups of ATA and of the sensor use them
 * in the same sense is inferred from their logs, since neither product publishes a table.
 */
export const knownExitCodes: readonly KnownCode[] = [
  { code: 0, kind: "success", retry: false, meaning: "The setup says it succeeded." },
  {
    code: 1602,
    kind: "cancelled",
    retry: false,
    meaning: "The setup was cancelled; it ends so by itself after it was refused by the service or a proxy.",
  },
  {
    code: 1603,
    kind: "fatal",
    retry: false,
    meaning: "The setup failed; its log says why. For a sensor it is mostly the way to the cloud.",
  },
  { code: 1605, kind: "notInstalled", retry: false, meaning: "The product is not installed." },
  {
    code: 1618,
    kind: "busy",
    retry: true,
    meaning: "Another installation is running; Windows Installer does one at a time.",
  },
  {
    code: 1641,
    kind: "rebootStarted",
    retry: false,
    meaning: "The setup succeeded and has started a restart of the host.",
  },
  {
    code: 3010,
    kind: "rebootRequired",
    retry: false,
    meaning: "The setup succeeded; a restart is needed to complete it.",
  },
];

/**
 * What an exit code means. Takes it as it came: 1603, 0x80070643 (2147944003) and -2147023293 are the same. Success on
 * its own is no proof: services, cloud and logs are asked as well.
 */
export function classifyExitCode(code: number): ExitClass {
  const known = knownExitCodes.find((candidate) => candidate.code === win32Code(code));
  if (known) return { kind: known.kind, code: known.code, retry: known.retry, meaning: known.meaning };
  return {
    kind: "unknown",
    code,
    retry: false,
    meaning: `Exit code ${shown(code)} is not one this program knows.`,
  };
}

/**
 * The Win32 code inside an HRESULT of that facility (0x8007xxxx, also as a negative number); any other number as it is.
 * 0x80070000 is a failure without a cause, not a success, and stays as it is.
 */
export function win32Code(code: number): number {
  if (!Number.isInteger(code) || code < -0x8000_0000 || code > 0xffff_ffff) return code;
  const unsigned = code >>> 0;
  const inner = unsigned & 0xffff;
  return unsigned >>> 16 === 0x8007 && inner !== 0 ? inner : code;
}

function shown(code: number): string {
  if (!Number.isInteger(code) || Math.abs(code) < 0x1_0000) return String(code);
  return `${code} (0x${(code >>> 0).toString(16).padStart(8, "0")})`;
}
