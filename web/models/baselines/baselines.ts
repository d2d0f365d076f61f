import { ChangeDetectionStrategy, Component, computed, inject, input, output, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { BaselineDetailView, BaselineView } from '../../../shared/contracts/http/baseline-view.ts';
import type { JobSummary, JobView } from '../../../shared/contracts/http/job-view.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { patchJob, readBaseline } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../api/session.ts';
import { whileDefined, type SeenJob } from '../../api/while-defined.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { BaselineBins } from './baseline-bins.ts';
import { sourceInWords } from './specification-view.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** The baselines of a model: what each was made from, its bins, and which jobs measure against it. */
@Component({
  selector: 'ek-baselines',
  imports: [ScrollX, BaselineBins, Chip, EmptyState, Icon, Instant, LoadState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './baselines.html',
  styleUrl: './baselines.css',
})
export class Baselines {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);

  readonly model = input.required<ModelView>();
  /** The newest first. */
  readonly baselines = input.required<readonly BaselineView[]>();
  readonly jobs = input.required<readonly JobSummary[]>();
  readonly selected = input<string>();
  readonly characteristic = input<string>();
  readonly chosen = output<Readonly<Record<string, string | null>>>();
  /** Which job uses which is another one now. */
  readonly changed = output();

  protected readonly sourceInWords = sourceInWords;
  protected readonly shownId = computed(() => this.selected() ?? this.baselines()[0]?.baselineId);

  protected readonly baseline = resource({
    params: () => {
      const baselineId = this.shownId();
      return baselineId === undefined ? undefined : { modelId: this.model().modelId, baselineId };
    },
    loader: ({ params, abortSignal }) =>
      this.#api.read<BaselineDetailView>(readBaseline, { path: params, abortSignal }),
  });
  protected readonly shown = lastValue(this.baseline, () => this.model().modelId);

  protected readonly otherJobs = computed(() =>
    this.jobs().filter((job) => job.kind === 'stability' && job.task.baselineId !== this.shownId()),
  );

  protected usersOf(baselineId: string): readonly string[] {
    return this.jobs().flatMap((job) =>
      job.kind === 'stability' && job.task.baselineId === baselineId ? [job.jobId] : [],
    );
  }

  protected whyNot({ valueStream }: JobSummary): string {
    return this.#session.may('operator', valueStream)
      ? ''
      : 'Takes the role operator in the value stream of the job';
  }

  /** Lets a job measure against the baseline from its next run on. */
  protected async use(job: JobSummary, { baselineId, version }: BaselineView): Promise<void> {
    if (job.kind !== 'stability') return;
    const former = job.task.baselineId;
    const formerVersion = this.baselines().find((known) => known.baselineId === former)?.version;
    const answer = await this.#confirm.ask({
      title: `Use version ${version} in ${job.jobId}?`,
      consequences: [
        `From its next run on ${job.jobId} measures against version ${version} in place of ${formerVersion === undefined ? former : `version ${formerVersion}`}.`,
        'Measurements that are there stay as they are; the chart marks where the baseline changes.',
        'Columns that the job names have to be in the baseline, or the change is refused.',
      ],
      confirm: 'Use it',
    });
    if (answer === undefined) return;
    let changed: SeenJob = job;
    const change = async () => {
      changed = await this.#patch(job, baselineId);
      return changed;
    };
    const isDone = await this.#perform.run(change, {
      done: `${job.jobId} measures against version ${version} from its next run on.`,
      undo: {
        label: 'Undo',
        run: async () => {
          await this.#perform.run(() => this.#patch(changed, former), {
            done: `${job.jobId} measures against the former baseline again.`,
          });
          this.changed.emit();
        },
      },
    });
    if (isDone !== undefined) this.changed.emit();
  }

  /** What somebody else has changed in the job meanwhile stays: it is refused then, and said. */
  async #patch(seen: SeenJob, baselineId: string): Promise<JobView> {
    return whileDefined(this.#api, seen, (ifMatch) =>
      this.#api.read<JobView>(patchJob, {
        ...{ path: { jobId: seen.jobId }, contentType: 'application/merge-patch+json', ifMatch },
        body: { task: { baseline: { baselineId } } },
      }),
    );
  }
}
