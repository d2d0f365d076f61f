import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../../application/ports/environment.ts';
import type { RunScope, RunStep } from '../../application/ports/run-scope.ts';
import type { EventName } from '../../domain/telemetry/event-catalogue.ts';
import type { MetricName } from '../../domain/telemetry/metric-catalogue.ts';
import type { CollectingOptions } from './collecting-options.ts';
import { StepLines } from './step-lines.ts';

const FLUSH_MS = 5_000;
const STORE_WITHIN_MS = 2_000;

/**
 * What the steps of runs log goes on to the log, and is kept with the run: it is a log, and the scope of the steps. A store
 * that is down or slow loses lines and says so; it fails no step and holds none up for longer than a moment.
 */
export class CollectingScope implements RunScope, Log {
  readonly #options: Required<CollectingOptions>;
  readonly #current = new AsyncLocalStorage<StepLines>();

  constructor(options: CollectingOptions) {
    this.#options = { flushMs: FLUSH_MS, storeWithinMs: STORE_WITHIN_MS, ...options };
  }

  async within<T>(step: RunStep, work: () => Promise<T>): Promise<T> {
    const lines = new StepLines(step, this.#options);
    try {
      return await this.#current.run(lines, work);
    } catch (error) {
      lines.fail(error);
      throw error;
    } finally {
      await lines.end();
    }
  }

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#options.log.info(message, fields);
    this.#current.getStore()?.add('info', message, fields);
  }

  error(message: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#options.log.error(message, error, fields);
    this.#current.getStore()?.add('error', message, { ...fields, error });
  }

  event(name: EventName, fields: Readonly<Record<string, unknown>>): void {
    this.#options.log.event(name, fields);
  }

  metric(name: MetricName, value: number, fields?: Readonly<Record<string, string>>): void {
    this.#options.log.metric(name, value, fields);
  }
}
