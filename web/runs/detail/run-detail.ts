import { ChangeDetectionStrategy, Component, computed, effect, inject, input, resource } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { readRun } from '../../../shared/contracts/http/operation-paths.ts';
import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import { Api } from '../../api/api.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { Session } from '../../api/session.ts';
import { RunChip } from '../../kit/chips/run-chip.ts';
import { isRetryable, isUnfinished } from '../../kit/chips/states.ts';
import { CopyButton } from '../../kit/copy/copy-button.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { LogView } from '../../kit/logs/log-view.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { medianDurationMs } from '../../kit/runs/run-durations.ts';
import { RunActions } from '../../kit/runs/run-actions.ts';
import { RunProgress } from '../../kit/runs/run-progress.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { kindOfRun } from './kind-of-run.ts';
import { NeighbourRuns } from './neighbour-runs.ts';
import { RunEdgeWork } from './run-edge-work.ts';
import { RunFacts } from './run-facts.ts';
import { RunOutcome } from './run-outcome.ts';
import { RunPlacement } from './run-placement.ts';
import { RunStory } from './run-story.ts';

/** Some are of runs of one kind alone. */
const TABS = [
  { name: 'steps', label: 'What happened' },
  { name: 'placement', label: 'Placement', icon: 'boxes', kind: 'batch' },
  { name: 'edges', label: 'Edges', icon: 'zap', kind: 'edge' },
  { name: 'logs', label: 'Logs' },
  { name: 'data', label: 'As data' },
] as const;

/** One run: what happened to it, what came of it, what it logged, and what can be done about it. */
@Component({
  selector: 'ek-run-detail',
  imports: [
    ...[CopyButton, Icon, Instant, LoadState, LogView, PageHeader, RouterLink],
    ...[RunChip, RunEdgeWork, RunFacts, RunOutcome, RunPlacement, RunProgress, RunStory],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-detail.html',
  styleUrl: './run-detail.css',
})
export class RunDetail {
  readonly #actions = inject(RunActions);
  readonly #api = inject(Api);
  readonly #neighbours = inject(NeighbourRuns);
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly runId = input.required<string>();
  readonly tab = input<string>();

  protected readonly read = resource({
    params: () => this.runId(),
    loader: ({ params: runId, abortSignal }) =>
      this.#api.read<RunDetailView>(readRun, { path: { runId }, abortSignal }),
  });
  readonly #run = computed(() => (this.read.hasValue() ? this.read.value() : undefined));
  readonly #kind = kindOfRun(this.#run);
  /** Who follows a link to one of them waits for nothing. */
  protected readonly tabs = computed(() =>
    TABS.filter((tab) => !('kind' in tab) || tab.kind === this.#kind() || tab.name === this.tab()),
  );
  protected readonly shownTab = computed(
    () => this.tabs().find(({ name }) => name === this.tab())?.name ?? 'steps',
  );
  /** What is beside it does not change with what becomes of it. */
  readonly #beside = resource({
    params: () => this.#run()?.runId,
    loader: async ({ abortSignal }) => {
      const run = this.#run();
      return run === undefined ? undefined : this.#neighbours.read(run, abortSignal);
    },
  });
  protected readonly beside = computed(() => (this.#beside.hasValue() ? this.#beside.value() : undefined));
  protected readonly medianMs = computed(() => medianDurationMs(this.beside()?.earlier ?? []));

  protected readonly crumbs = computed(() => {
    const jobId = this.#run()?.jobId;
    const runs = { label: 'Runs', link: '/runs' };
    return jobId === undefined ? [runs] : [runs, { label: jobId, link: `/jobs/${jobId}` }];
  });
  protected readonly mayOperate = computed(() => this.#session.may('operator', this.#run()?.valueStream));
  protected readonly why = computed(() =>
    this.mayOperate() ? '' : 'Only operators of its value stream may do this.',
  );
  protected readonly isRetryable = computed(() => isRetryable(this.#run()?.state ?? 'pending'));
  protected readonly isUnfinished = computed(() => isUnfinished(this.#run()?.state ?? 'skipped'));
  /** What needs somebody has its retry before all else. */
  protected readonly needsRetry = computed(() => ['failed', 'dead'].includes(this.#run()?.state ?? ''));
  protected readonly json = computed(() => JSON.stringify(this.#run(), null, 2));

  constructor() {
    reloadOnChange([this.read], (change) => change.type === 'run' && change.runId === this.runId());
    const title = inject(Title);
    effect(() => {
      title.setTitle(`Run ${this.runId()} · Evenkeel`);
    });
    inject(Commands).offer(() => this.#commands());
  }

  protected async retry(): Promise<void> {
    const run = this.#run();
    if (run !== undefined && (await this.#actions.retry(run)) !== undefined) this.read.reload();
  }

  protected async cancel(): Promise<void> {
    const run = this.#run();
    if (run !== undefined && (await this.#actions.cancel(run)) !== undefined) this.read.reload();
  }

  #commands(): readonly Command[] {
    const group = 'This run';
    const { previous, next } = this.beside() ?? {};
    const to = (runId: string) => async () => {
      await this.#router.navigate(['/runs', runId]);
    };
    return [
      ...this.tabs().flatMap((tab) =>
        'kind' in tab
          ? [
              {
                ...{ id: `run.${tab.name}`, label: tab.label, group, icon: tab.icon },
                run: async () => {
                  await this.#router.navigate([], { queryParams: { tab: tab.name } });
                },
              },
            ]
          : [],
      ),
      ...(this.isRetryable() && this.mayOperate()
        ? [{ id: 'run.retry', label: 'Retry', group, icon: 'retry' as const, run: () => this.retry() }]
        : []),
      ...(this.isUnfinished() && this.mayOperate()
        ? [{ id: 'run.cancel', label: 'Cancel', group, icon: 'stop' as const, run: () => this.cancel() }]
        : []),
      ...(previous === undefined
        ? []
        : [
            {
              id: 'run.previous',
              label: 'Previous run',
              group,
              icon: 'arrow-left' as const,
              run: to(previous.runId),
            },
          ]),
      ...(next === undefined
        ? []
        : [{ id: 'run.next', label: 'Next run', group, icon: 'arrow-right' as const, run: to(next.runId) }]),
    ];
  }
}
