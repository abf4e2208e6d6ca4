// What the language host loads: plain JavaScript, since it would give TypeScript to a compiler of its own.
import "./index.ts";
