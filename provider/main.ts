import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";

/**
 * Where the engine starts the provider. Compiled code is kept for the next start, which takes a fraction of the time
 * then; where the folder cannot be written it is done without.
 */
const FLUSH_MILLISECONDS = 2000;

enableCompileCache(join(import.meta.dirname, "..", ".ata2mdi", "compile-cache"));
const { serve } = await import("./serve.ts");
await serve(process.argv.slice(2));
// The engine ends this process without asking it, and much is loaded only when it is needed.
setInterval(flushCompileCache, FLUSH_MILLISECONDS).unref();
flushCompileCache();
