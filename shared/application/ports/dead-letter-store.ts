/** A dead letter that names no run whose end could be recorded. */
export interface UnreadableLetter {
  readonly queue: string;
  readonly messageId: string;
  /** The body as JSON text, cut when it is very long. */
  readonly body: string;
  /** Why the queue gave it up. */
  readonly cause: string;
  /** Why it could not be recorded with its run. */
  readonly fault: string;
  readonly receivedAt: number;
}

/** Keeps dead letters that no run could be marked with, so that none is lost. May throw Unavailable. */
export interface DeadLetterStore {
  /** Keeps a letter; the same one kept already stays as it is. */
  keep(letter: UnreadableLetter): Promise<void>;
}
