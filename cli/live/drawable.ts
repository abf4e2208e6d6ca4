/** Whether a stream can be drawn on, and its reader wants it so. */
export function isDrawable(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return Boolean(stream.isTTY) && !env.CI && env.NO_COLOR === undefined && env.TERM !== "dumb";
}
