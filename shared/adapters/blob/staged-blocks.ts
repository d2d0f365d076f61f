import { createHash } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { isOfOtherType, translate } from './blob-errors.ts';

/** Blocks on their way at a time; one more is being filled. */
const MAX_IN_FLIGHT = 2;

interface Options {
  /** No two writers of one blob have the same. */
  readonly writerId: string;
  readonly blockBytes: number;
}

/** Cuts what is written into blocks and stages them, a few at a time: memory does not grow with the whole. */
export class StagedBlocks {
  readonly #blob: BlockBlobClient;
  readonly #blockBytes: number;
  readonly #idPrefix: string;
  readonly #ids: string[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #abortion = new AbortController();
  /** Buffers whose blocks are staged, to be filled again. */
  readonly #spare: Buffer[] = [];
  #block: Buffer | undefined;
  #blockLength = 0;
  #sizeBytes = 0;
  #failure: { readonly cause: unknown } | undefined;
  #isOfOtherType = false;

  constructor(blob: BlockBlobClient, { writerId, blockBytes }: Options) {
    this.#blob = blob;
    this.#blockBytes = blockBytes;
    // All block ids of a blob have to be of one length, also those of other writers.
    this.#idPrefix = createHash('sha256').update(writerId).digest('hex').slice(0, 32);
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether there is a blob that has no blocks; what is written is thrown away then. */
  get isOfOtherType(): boolean {
    return this.#isOfOtherType;
  }

  /** The chunk may be used again afterwards. Throws Unavailable. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#throwFailure();
    this.#sizeBytes += chunk.length;
    for (let from = 0; from < chunk.length;) {
      this.#block ??= this.#spare.pop() ?? Buffer.allocUnsafe(this.#blockBytes);
      const part = chunk.subarray(from, from + this.#blockBytes - this.#blockLength);
      this.#block.set(part, this.#blockLength);
      this.#blockLength += part.length;
      from += part.length;
      if (this.#blockLength === this.#blockBytes) await this.#stage();
    }
  }

  /** Resolves when all that was written is staged. Throws Unavailable. */
  async finish(): Promise<void> {
    await this.#stage();
    await Promise.all(this.#inFlight);
    this.#throwFailure();
  }

  /** Never throws. */
  async abandon(): Promise<void> {
    this.#abortion.abort();
    await Promise.all(this.#inFlight);
  }

  async #stage(): Promise<void> {
    while (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
    this.#throwFailure();
    if (this.#block === undefined || this.#isOfOtherType) {
      this.#blockLength = 0;
      return;
    }
    const staged = this.#send(this.#block, this.#blockLength).finally(() => this.#inFlight.delete(staged));
    this.#inFlight.add(staged);
    this.#block = undefined;
    this.#blockLength = 0;
  }

  /** Never throws: it is not waited for where it was begun. */
  async #send(block: Buffer, length: number): Promise<void> {
    const number = String(this.#ids.length).padStart(8, '0');
    const id = Buffer.from(`${this.#idPrefix}-${number}`).toString('base64');
    this.#ids.push(id);
    try {
      const body = block.subarray(0, length);
      await this.#blob.stageBlock(id, body, length, { abortSignal: this.#abortion.signal });
      this.#spare.push(block);
    } catch (error) {
      if (isOfOtherType(error)) this.#isOfOtherType = true;
      else this.#failure ??= { cause: translate(error, this.#abortion.signal) };
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.cause;
  }
}
