/*
 * Nothing that the app does may fail, wait or grow because of telemetry. So what is to be sent stands in a queue of bounded
 * length; one batch at a time is under way, for a bounded time; and a receiver that is down, hangs or refuses is left alone
 * for a while, its batch dropped. What was lost is told in one line a minute.
 */

/** As the exporters of OpenTelemetry are. */
export interface BatchExporter<T> {
  export(items: T[], done: (result: { readonly code: number; readonly error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

export interface ExportLimits {
  /** Items that wait at most; what comes beyond is lost. */
  readonly mostWaiting: number;
  readonly batchSize: number;
  /** How long an item waits for others. */
  readonly delayMs: number;
  /** How long a batch may take. */
  readonly timeoutMs: number;
  /** How long a receiver that failed is left alone. */
  readonly restMs: number;
}

export const EXPORT_LIMITS: ExportLimits = {
  mostWaiting: 4_096,
  batchSize: 512,
  delayMs: 5_000,
  timeoutMs: 10_000,
  restMs: 30_000,
};

/** Told at most once a minute for each exporter. */
export type ReportLoss = (loss: {
  readonly exporter: string;
  readonly lost: number;
  readonly error: unknown;
}) => void;

export interface ExportQueueParts {
  /** Names the exporter and the signal. */
  readonly name: string;
  readonly limits: ExportLimits;
  readonly report: ReportLoss;
  /** Ms since any moment, never backwards. */
  readonly elapsed: () => number;
}

const REPORT_EVERY_MS = 60_000;

/** `code` of an export that came through. */
const SUCCESS = 0;

export class ExportQueue<T> {
  readonly #exporter: BatchExporter<T>;
  readonly #parts: ExportQueueParts;
  readonly #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #restsUntil = -Infinity;
  #reportedAt = -Infinity;
  #lost = 0;
  #isClosed = false;

  constructor(exporter: BatchExporter<T>, parts: ExportQueueParts) {
    this.#exporter = exporter;
    this.#parts = parts;
  }

  /** Takes an item at once; it is lost where there is no room, or nothing is sent any more. */
  add(item: T): void {
    const { mostWaiting, batchSize } = this.#parts.limits;
    if (this.#isClosed) return;
    if (this.#items.length >= mostWaiting) {
      this.#lose(1, new Error('More came than could be sent.'));
      return;
    }
    this.#items.push(item);
    if (this.#items.length <= batchSize) this.#scheduleNext();
  }

  /** Sends what waits now, unless the receiver is left alone. Never rejects. */
  async flush(): Promise<void> {
    await this.#underWay;
    const { batchSize } = this.#parts.limits;
    for (let batches = Math.ceil(this.#items.length / batchSize); batches > 0; batches -= 1) {
      if (this.#isResting()) return;
      await this.#send();
    }
  }

  /** Sends what waits, a receiver that was left alone is tried once more, and then takes nothing any more. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#restsUntil = -Infinity;
    await this.flush();
    if (this.#items.length > 0) this.#lose(this.#items.splice(0).length, new Error('The app has stopped.'));
    if (this.#lost > 0) this.#report(new Error('The app has stopped.'));
    await within(this.#exporter.shutdown(), this.#parts.limits.timeoutMs).catch(() => undefined);
  }

  #isResting(): boolean {
    return this.#parts.elapsed() < this.#restsUntil;
  }

  #scheduleNext(): void {
    const { batchSize, delayMs } = this.#parts.limits;
    this.#schedule(this.#items.length >= batchSize ? 0 : delayMs);
  }

  /** A timer that is there stays, unless there is no more waiting. */
  #schedule(delayMs: number): void {
    if (this.#underWay !== undefined || this.#isClosed) return;
    const rest = Math.max(0, this.#restsUntil - this.#parts.elapsed());
    if (this.#timer !== undefined && (delayMs > 0 || rest > 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#send();
      },
      Math.max(delayMs, rest),
    );
    // A process that has nothing else to do may end.
    this.#timer.unref();
  }

  async #send(): Promise<void> {
    if (this.#underWay !== undefined) return this.#underWay;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#items.splice(0, this.#parts.limits.batchSize);
    if (items.length === 0) return;
    this.#underWay = this.#export(items);
    await this.#underWay;
    this.#underWay = undefined;
    if (this.#items.length > 0) this.#scheduleNext();
  }

  async #export(items: T[]): Promise<void> {
    try {
      await within(exported(this.#exporter, items), this.#parts.limits.timeoutMs);
    } catch (error) {
      this.#restsUntil = this.#parts.elapsed() + this.#parts.limits.restMs;
      this.#lose(items.length, error);
    }
  }

  #lose(count: number, error: unknown): void {
    this.#lost += count;
    const now = this.#parts.elapsed();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.#report(error);
  }

  #report(error: unknown): void {
    const lost = this.#lost;
    this.#lost = 0;
    this.#parts.report({ exporter: this.#parts.name, lost, error });
  }
}

async function exported<T>(exporter: BatchExporter<T>, items: T[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  exporter.export(items, ({ code, error }) => {
    if (code === SUCCESS) resolve(undefined);
    else reject(error ?? new Error('The receiver did not take it.'));
  });
  await promise;
}

/** Rejects after a time; what then becomes of the promise is nobody's concern. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`Nothing was answered within ${ms} ms.`));
  }, ms);
  timer.unref();
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
