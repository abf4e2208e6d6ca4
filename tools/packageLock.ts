/** What of package-lock.json is looked at here. */
export interface LockEntry {
  version?: string;
  integrity?: string;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
}
export interface PackageLock {
  packages: Record<string, LockEntry>;
}

const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "openharmony",
  "win32",
  "aix",
  "sunos",
  "netbsd",
  "openbsd",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "x64",
  "wasm32",
];

/** Entries for the optional packages of the lock file that have none. Throws where a version is not pinned exactly. */
export function missingEntries(lock: PackageLock): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {};
  for (const [path, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (hasEntry(lock, path, name)) continue;
      if (!/^\d+\.\d+\.\d+$/.test(version))
        throw new Error(`${name} is wanted as ${version}, not one version`);
      const dev = parent.dev ? { dev: true } : {};
      missing[`node_modules/${name}`] = { version, ...dev, optional: true, ...platformOf(name) };
    }
  }
  return missing;
}

/** Node's own search: beside the parent, then in each folder above. */
function hasEntry(lock: PackageLock, parentPath: string, name: string): boolean {
  const folders = parentPath.split("/node_modules/");
  const candidates = folders.map(
    (_, index) => `${folders.slice(0, folders.length - index).join("/node_modules/")}/`,
  );
  return [...candidates, ""].some((folder) => `${folder}node_modules/${name}` in lock.packages);
}

/** Platform in a name such as `@swc/core-linux-arm64-musl`. Throws where it is not told. */
export function platformOf(name: string): Pick<LockEntry, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) throw new Error(`${name} does not tell its platform`);
  if (os !== "linux") return { os: [os], cpu: [cpu] };
  return { os: [os], cpu: [cpu], libc: [/musl/.test(name) ? "musl" : "glibc"] };
}
