/** Paths made before: profiles say the same few thousand again and again, and making one costs more than finding it. */
const known = new Map<string, Map<string, string>>();
const mostPaths = 5_000;
const mostNames = 200;

/** `Configuration.MailClientConfiguration` and `From` → `Configuration.MailClientConfiguration.From`. */
export function joinedPath(path: string, name: string): string {
  if (path === "") return name;
  let names = known.get(path);
  if (names === undefined) {
    names = new Map();
    if (known.size < mostPaths) known.set(path, names);
  }
  const before = names.get(name);
  if (before !== undefined) return before;
  const joined = `${path}.${name}`;
  if (names.size < mostNames) names.set(name, joined);
  return joined;
}
