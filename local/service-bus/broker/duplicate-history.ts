/** The message ids that a queue has accepted within its duplicate-detection window, oldest first. */
export class DuplicateHistory {
  readonly #windowMs: number;
  readonly #seenAt = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  has(messageId: string, now: number): boolean {
    const seenAt = this.#seenAt.get(messageId);
    return seenAt !== undefined && now - seenAt < this.#windowMs;
  }

  add(messageId: string, seenAt: number): void {
    this.#seenAt.delete(messageId);
    this.#seenAt.set(messageId, seenAt);
  }

  /** Forgets what is older than the window and says which ids those were. */
  forgetBefore(now: number): readonly string[] {
    const forgotten: string[] = [];
    for (const [messageId, seenAt] of this.#seenAt) {
      if (now - seenAt < this.#windowMs) break;
      this.#seenAt.delete(messageId);
      forgotten.push(messageId);
    }
    return forgotten;
  }
}
