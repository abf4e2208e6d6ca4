import { z } from "zod";
import { ProblemError } from "../../plan/problem.ts";
import type { CenterAccess } from "../../remote/center/access.ts";
import { fetchText } from "../../remote/center/curl.ts";

const PATH = "/api/management/systemProfiles/center";
const profile = z.looseObject({ NetbiosName: z.string().min(1) });

/**
 * Asks the Center behind an address for its own name. A wrong address may be another forest's Center: its list of
 * gateways says nothing of this one's, and its alerts are not this one's.
 *
 * @throws ProblemError `CENTER-OTHER` where it is not the Center that is meant, `CENTER-ANSWER` where it does not tell
 */
export async function confirmCenter(access: CenterAccess, signal?: AbortSignal): Promise<void> {
  const { center, command } = access.advice;
  let text = "";
  for await (const part of fetchText(access, { paths: [PATH], missing: "refused" }, signal)) text += part;
  const read = profile.safeParse(parse(text));
  const url = new URL(PATH, access.console).href;
  if (!read.success) {
    throw new ProblemError({
      id: "CENTER-ANSWER",
      host: center,
      cause: "the console does not say which Center it is",
      measured: `GET ${url}: no profile with a NetbiosName`,
      cure: "Give the right address of this Center's console.",
      command,
    });
  }
  const { NetbiosName: name } = read.data;
  if (name.toLowerCase() === center.toLowerCase()) return;
  throw new ProblemError({
    id: "CENTER-OTHER",
    host: center,
    cause: "the console belongs to another Center, so nothing it says counts for this one",
    measured: `GET ${url}: it calls itself ${name.slice(0, 64)}`,
    cure: "Correct `console` of this Center in the estate file, or its name.",
    command: "ata2mdi check",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
