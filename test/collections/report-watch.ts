import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { RestError, type BlobServiceClient, type ContainerClient } from '@azure/storage-blob';

/** A report's blob as it was found at one instant. */
export interface SeenReport {
  readonly name: string;
  readonly runId: string;
  readonly epoch: number;
  readonly sha256: string;
  readonly rowCount: number;
}

const HEADER = 'account_id,segment,amount,days_past_due,score';
const EVERY_MS = 200;

/**
 * Looks at the container of the reports again and again, as a reader does, and reads every blob that is new or has
 * changed. What a reader must never see is in `faults`.
 */
export class ReportWatch {
  readonly faults: string[] = [];
  /** By name, as last seen. */
  readonly seen = new Map<string, SeenReport>();
  /** How many versions of blobs were read. */
  readCount = 0;
  readonly #container: ContainerClient;
  readonly #etags = new Map<string, string>();
  readonly #ending = new AbortController();
  readonly #watching: Promise<void>;

  constructor(blobs: BlobServiceClient) {
    this.#container = blobs.getContainerClient('reports');
    this.#watching = this.#watch();
  }

  /** Looks a last time. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#watching;
    await this.#look();
  }

  async #watch(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#look();
      await wait(EVERY_MS, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    for await (const { name, properties } of this.#container.listBlobsFlat()) {
      if (this.#etags.get(name) === properties.etag) continue;
      this.#etags.set(name, properties.etag);
      await this.#read(name, properties.etag);
    }
  }

  async #read(name: string, etag: string): Promise<void> {
    const blob = this.#container.getBlobClient(name);
    try {
      const content = await blob.downloadToBuffer(0, undefined, { conditions: { ifMatch: etag } });
      const { metadata = {} } = await blob.getProperties({ conditions: { ifMatch: etag } });
      this.readCount += 1;
      this.#judge(toSeen(name, content, metadata), metadata['sha256'] ?? '', content.toString('latin1'));
    } catch (error) {
      // Replaced between the listing and the reading: the next look reads what is there then.
      if (error instanceof RestError && error.statusCode === 412) this.#etags.delete(name);
      else throw error;
    }
  }

  #judge(report: SeenReport, announced: string, text: string): void {
    const { name, epoch, sha256 } = report;
    if (announced !== sha256) this.faults.push(`${name}: the content is not what its metadata say`);
    if (!text.startsWith(`${HEADER}\n`) || !text.endsWith('\n')) this.faults.push(`${name}: it is not whole`);
    const before = this.seen.get(name);
    if (before !== undefined && before.epoch > epoch) {
      this.faults.push(
        `${name}: epoch ${epoch} of ${report.runId} replaced ${before.epoch} of ${before.runId}`,
      );
    }
    this.seen.set(name, report);
  }
}

function toSeen(
  name: string,
  content: Buffer,
  metadata: Readonly<Record<string, string | undefined>>,
): SeenReport {
  return {
    name,
    runId: metadata['runid'] ?? '',
    epoch: Number(metadata['epoch']),
    sha256: createHash('sha256').update(content).digest('hex'),
    rowCount: content.toString('latin1').trimEnd().split('\n').length - 1,
  };
}
