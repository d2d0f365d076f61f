/** Thrown when a body is refused before it is parsed: of a type that is not taken, or too long. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly reason: 'wrong-type' | 'too-long';

  constructor(reason: 'wrong-type', said: { readonly contentTypes: readonly string[] });
  constructor(reason: 'too-long', said: { readonly maxBytes: number });
  constructor(
    reason: 'wrong-type' | 'too-long',
    { contentTypes = [], maxBytes = 0 }: { contentTypes?: readonly string[]; maxBytes?: number },
  ) {
    super(
      reason === 'wrong-type'
        ? `The body must be ${contentTypes.join(' or ')}.`
        : `The body is longer than ${inWords(maxBytes)}.`,
    );
    this.reason = reason;
  }
}

function inWords(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes} KB` : `${kilobytes / 1024} MB`;
}
