import { styleText } from "node:util";

/** What a text means; how it looks is decided once. */
export type Shade = "good" | "warn" | "bad" | "quiet" | "strong";
export type Paint = (shade: Shade, text: string) => string;

const styles = { good: "green", warn: "yellow", bad: "red", quiet: "dim", strong: "bold" } as const;

export const inColour: Paint = (shade, text) => styleText(styles[shade], text, { validateStream: false });
export const plain: Paint = (_shade, text) => text;
