import { ChangeDetectionStrategy, Component, computed, inject, input, output, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import { readRun } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import { Api } from '../../api/api.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { RunChip } from '../chips/run-chip.ts';
import { isUnfinished } from '../chips/states.ts';
import { Icon } from '../icon/icon.ts';
import { everySecond } from '../time/every-second.ts';
import { progressOf } from './progress-words.ts';
import { outcomeOf } from './result-words.ts';
import { RunResult } from './run-result.ts';

/** Follows one run until it ends: its state, how long it has taken against what runs take, and what came of it. */
@Component({
  selector: 'ek-run-progress',
  imports: [Icon, RouterLink, RunChip, RunResult],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-progress.html',
  styleUrl: './run-progress.css',
})
export class RunProgress {
  readonly #api = inject(Api);
  readonly #now = everySecond();

  readonly runId = input.required<string>();
  /** How long runs of the job take in the middle, where that is known. */
  readonly medianMs = input<number>();
  /** Whether it may be closed. */
  readonly isClosable = input(false);
  readonly closed = output();

  protected readonly run = resource({
    params: () => this.runId(),
    loader: ({ params: runId, abortSignal }) =>
      this.#api.read<RunDetailView>(readRun, { path: { runId }, abortSignal }),
  });

  protected readonly progress = computed(() =>
    this.run.hasValue()
      ? progressOf(this.run.value(), { nowMs: this.#now(), medianMs: this.medianMs() })
      : undefined,
  );

  protected readonly isGoing = computed(() => this.run.hasValue() && isUnfinished(this.run.value().state));

  /** What failed, in a sentence, and what to do. */
  protected readonly fault = computed(() => {
    const outcome = this.run.hasValue() ? outcomeOf(this.run.value()) : undefined;
    return outcome?.type === 'fault' ? outcome.message : undefined;
  });

  constructor() {
    reloadOnChange([this.run], (change) => change.type === 'run' && change.runId === this.runId());
  }
}
