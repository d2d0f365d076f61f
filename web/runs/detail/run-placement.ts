import { ChangeDetectionStrategy, Component, computed, inject, input, resource } from '@angular/core';
import { readBatchPlan } from '../../../shared/contracts/http/operation-paths.ts';
import type { BatchPlanView } from '../../../shared/kinds/batch/contracts/stored-plan.ts';
import { Api } from '../../api/api.ts';
import { CallFailed } from '../../api/problem.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { jobRows, nodeRows } from './placement-view.ts';

/** Where the jobs of a batch go: its nodes with what is placed on them, and why each job is where it is. */
@Component({
  selector: 'ek-run-placement',
  imports: [EmptyState, LoadState],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-placement.html',
  styleUrl: './run-placement.css',
})
export class RunPlacement {
  readonly #api = inject(Api);

  readonly runId = input.required<string>();

  protected readonly plan = resource({
    params: () => this.runId(),
    loader: ({ params: runId, abortSignal }) =>
      this.#api.read<BatchPlanView>(readBatchPlan, { path: { runId }, abortSignal }),
  });

  /** A run has none until its first attempt has made one. */
  protected readonly isMissing = computed(() => {
    const error = this.plan.error();
    const cause = error?.cause ?? error;
    return cause instanceof CallFailed && cause.status === 404;
  });

  protected readonly shown = computed(() => {
    if (!this.plan.hasValue()) return undefined;
    const plan = this.plan.value();
    return { nodes: nodeRows(plan), jobs: jobRows(plan) };
  });

  constructor() {
    reloadOnChange([this.plan], (change) => change.type === 'run' && change.runId === this.runId());
  }
}
