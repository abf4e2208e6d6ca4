/**
 * Name of one going forward or back of a domain controller, as the end of its steps' `work`: made of the moment at which
 * its first gate passed. It stays the same as long as that gate is in the state, so a run that goes on attaches to what
 * was begun; after going the other way it is another one, so nothing old is taken for it.
 *
 * @param begunAt ISO 8601; null or undefined in stacks from before there were turns
 */
export function turnOf(begunAt: string | null | undefined): string {
  return begunAt ? begunAt.replace(/\D/g, "").slice(0, 17) : "1";
}
