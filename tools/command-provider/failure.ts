/**
 * A failure whose text is for the person who runs `pulumi`. It has no stack: the provider's server prints stacks, and
 * the place in this file says nothing about a remote command.
 */
export class OperationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperationError";
    this.stack = message;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
