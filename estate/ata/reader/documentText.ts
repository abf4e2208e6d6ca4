import type { Json } from "./parseDocument.ts";

/** One document of a file as it stands there. */
export interface DocumentText {
  /** Empty where `value` says it all. */
  text: string;
  /** What it says, where finding its end meant reading it. */
  value?: Json;
  /** Counts from 1. */
  index: number;
  /** Offset of its first character in the source's text. */
  offset: number;
}
