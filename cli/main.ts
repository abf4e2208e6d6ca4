import { verbs } from "./program.ts";

await verbs().parseAsync();
