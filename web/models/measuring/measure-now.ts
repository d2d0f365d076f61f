import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { readRun, triggerRun } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Api } from '../../api/api.ts';
import { Live } from '../../api/live.ts';
import { isUnfinished } from '../../kit/chips/states.ts';
import { Perform } from '../../kit/feedback/perform.ts';

/** Runs a job beside its schedule, and follows the run until it ends. */
@Injectable()
export class MeasureNow {
  readonly #api = inject(Api);
  readonly #perform = inject(Perform);
  readonly #run = signal<RunView | undefined>(undefined);
  readonly #isStarting = signal(false);

  /** The run that was asked for last. */
  readonly run = this.#run.asReadonly();
  readonly isStarting = this.#isStarting.asReadonly();

  constructor() {
    inject(Live).listen((change) => {
      const run = this.#run();
      if (run === undefined || !isUnfinished(run.state)) return;
      if (change === 'anything' || (change.type === 'run' && change.runId === run.runId))
        void this.#read(run);
    }, inject(DestroyRef));
  }

  async start(jobId: string): Promise<void> {
    if (this.#isStarting()) return;
    this.#isStarting.set(true);
    const run = await this.#perform.run(
      () =>
        this.#api.read<RunView>(triggerRun, {
          ...{ path: { jobId }, body: { reason: 'Measured now from the page of the model.' } },
        }),
      { done: `${jobId} has been asked to measure.` },
    );
    this.#isStarting.set(false);
    if (run !== undefined) this.#run.set(run);
  }

  /** What became of it, and what to do. */
  text(): string {
    const run = this.#run();
    if (run === undefined) return '';
    if (run.state === 'succeeded') return 'The measurement appears in a moment.';
    return run.failure?.message ?? '';
  }

  async #read({ runId }: RunView): Promise<void> {
    // What cannot be read now is read with the next change.
    const run = await this.#api.read<RunView>(readRun, { path: { runId } }).catch(() => undefined);
    if (run !== undefined && this.#run()?.runId === runId) this.#run.set(run);
  }
}
