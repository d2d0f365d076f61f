import { MinHeap } from './min-heap.ts';

/** A session's id, or undefined for the one line of a queue without sessions. */
export type Line = string | undefined;

/**
 * Where messages wait for a receiver, by sequence number: in one line, or in a line for each session. May hold
 * entries of messages that have meanwhile gone; the caller tells which.
 */
export class ReadyLines {
  readonly #lines = new Map<Line, MinHeap<number>>();
  #size = 0;

  /** Entries in all lines, those of messages that have gone included. */
  get size(): number {
    return this.#size;
  }

  push(line: Line, sequenceNumber: number): void {
    let waiting = this.#lines.get(line);
    if (waiting === undefined) {
      waiting = new MinHeap((a, b) => a < b);
      this.#lines.set(line, waiting);
    }
    waiting.push(sequenceNumber);
    this.#size += 1;
  }

  /** Takes the lowest number out of a line. */
  pop(line: Line): number | undefined {
    const waiting = this.#lines.get(line);
    const sequenceNumber = waiting?.pop();
    if (sequenceNumber !== undefined) this.#size -= 1;
    // Sessions come and go, so an empty line is not kept.
    if (waiting?.size === 0) this.#lines.delete(line);
    return sequenceNumber;
  }

  /** Among the lines asked for, the one whose first message has waited the longest. */
  oldestLine(
    isWanted: (line: string) => boolean,
    isWaiting: (sequenceNumber: number) => boolean,
  ): string | undefined {
    let oldest: { readonly line: string; readonly head: number } | undefined;
    for (const line of [...this.#lines.keys()]) {
      if (line === undefined || !isWanted(line)) continue;
      const head = this.#firstWaiting(line, isWaiting);
      if (head !== undefined && (oldest === undefined || head < oldest.head)) oldest = { line, head };
    }
    return oldest?.line;
  }

  /** Drops the entries that are no longer wanted; cost grows with the number of entries. */
  retain(isWanted: (sequenceNumber: number) => boolean): void {
    this.#size = 0;
    for (const [line, waiting] of this.#lines) {
      waiting.retain(isWanted);
      this.#size += waiting.size;
      if (waiting.size === 0) this.#lines.delete(line);
    }
  }

  #firstWaiting(line: Line, isWaiting: (sequenceNumber: number) => boolean): number | undefined {
    for (;;) {
      const head = this.#lines.get(line)?.peek();
      if (head === undefined || isWaiting(head)) return head;
      this.pop(line);
    }
  }
}
