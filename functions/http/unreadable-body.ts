/** Thrown when a body is refused before it is parsed. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly reason: 'not-json' | 'too-long';

  constructor(reason: 'not-json' | 'too-long') {
    super(reason === 'not-json' ? 'The body must be application/json.' : 'The body is longer than 256 KB.');
    this.reason = reason;
  }
}
