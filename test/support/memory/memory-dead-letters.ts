import type {
  DeadLetterStore,
  UnreadableLetter,
} from '../../../shared/application/ports/dead-letter-store.ts';

export class MemoryDeadLetterStore implements DeadLetterStore {
  readonly kept: UnreadableLetter[] = [];

  async keep(letter: UnreadableLetter): Promise<void> {
    const isKept = this.kept.some(
      ({ queue, messageId }) => queue === letter.queue && messageId === letter.messageId,
    );
    if (!isKept) this.kept.push(letter);
  }
}
