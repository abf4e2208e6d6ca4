import { planMove } from "../../plan/planner/planner.ts";
import { generatedEstate } from "../../tests/support/generatedEstate.ts";
import { sized } from "./shapes.ts";

/** A process of its own: plans one estate of the size given and prints seconds and the most memory it held. */
const estate = generatedEstate(sized(Number(process.argv[2])));
const begin = performance.now();
planMove(estate);
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
