import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  output,
  resource,
  signal,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type {
  JobChangeView,
  JobDefinitionView,
  RestoredJobView,
} from '../../../../shared/contracts/http/job-history.ts';
import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import {
  listJobHistory,
  readJobDefinition,
  restoreJob,
} from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { readPages } from '../../../api/read-pages.ts';
import { reloadOnChange } from '../../../api/reload-on-change.ts';
import { Session } from '../../../api/session.ts';
import { whileDefined } from '../../../api/while-defined.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { LoadState } from '../../../kit/states/load-state.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { toChangeRow } from './change-row.ts';
import { differencesBetween } from './definition-differences.ts';
import { Differences } from './differences.ts';

/** Who changed a job, when, why and what; two definitions beside each other, and the way back to an earlier one. */
@Component({
  selector: 'ek-job-history',
  imports: [Chip, Differences, Icon, Instant, LoadState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './job-history.html',
  styleUrl: './job-history.css',
})
export class JobHistory {
  readonly #address = inject(Address);
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);

  readonly jobId = input.required<string>();
  /** Absent of a deleted job: restoring it brings it back. */
  readonly job = input<JobView>();
  readonly changed = output();

  protected readonly pages = signal(1);
  protected readonly history = resource({
    params: () => ({ jobId: this.jobId(), pages: this.pages() }),
    loader: ({ params: { jobId, pages }, abortSignal }) =>
      readPages<JobChangeView>(this.#api, listJobHistory, { pages, path: { jobId }, abortSignal }),
  });
  protected readonly rows = computed(() =>
    this.history.hasValue()
      ? this.history.value().items.map((change) => toChangeRow(change, this.jobId()))
      : [],
  );
  /** Generations whose definition can be read, the latest first. */
  protected readonly generations = computed(() =>
    this.rows()
      .filter(({ change }) => change.hasDefinition)
      .map(({ change }) => change.generation),
  );

  protected readonly before = computed(() =>
    Number(this.#address.get('before') ?? this.generations()[1] ?? 0),
  );
  protected readonly after = computed(() => Number(this.#address.get('after') ?? this.generations()[0] ?? 0));
  protected readonly compared = resource({
    params: () => {
      const pair = { jobId: this.jobId(), before: this.before(), after: this.after() };
      return pair.before > 0 && pair.after > 0 ? pair : undefined;
    },
    loader: async ({ params: { jobId, before, after }, abortSignal }) => {
      const [a, b] = await Promise.all(
        [before, after].map((generation) =>
          this.#api.read<JobDefinitionView>(readJobDefinition, {
            path: { jobId, generation: String(generation) },
            abortSignal,
          }),
        ),
      );
      return differencesBetween(a, b).filter(({ pointer }) => pointer !== '/generation');
    },
  });

  protected readonly mayOperate = computed(() => this.#session.may('operator', this.job()?.valueStream));

  constructor() {
    reloadOnChange([this.history], (change) => change.jobId === this.jobId());
  }

  protected choose(changes: { readonly before?: string; readonly after?: string }): void {
    void this.#address.set(changes);
  }

  protected async restore(generation: number): Promise<void> {
    const [jobId, job] = [this.jobId(), this.job()];
    const answer = await this.#confirm.ask({
      title: `Restore generation ${generation} of ${jobId}?`,
      consequences: [
        job === undefined
          ? 'The job comes back with this definition, and its next slot is dispatched.'
          : `It becomes generation ${job.generation + 1}, with the definition and the baseline of generation ${generation}.`,
        'Slots that are dispatched already keep the definition that they have.',
      ],
      confirm: 'Restore it',
      reason: 'required',
    });
    if (answer === undefined) return;
    let made = 0;
    const restore = async () => {
      const restored = await this.#restore(generation, answer.reason, job?.generation);
      made = restored.generation;
      return restored;
    };
    const undo = {
      label: 'Undo',
      run: async () => {
        await this.#restore(job?.generation ?? 0, 'The restore was taken back.', made);
        this.#afterRestore();
      },
    };
    const restored = await this.#perform.run(restore, {
      done: ({ outcome }) =>
        outcome === 'unchanged'
          ? `${jobId} has this definition already.`
          : `Restored generation ${generation} of ${jobId}.`,
      ...(job === undefined ? {} : { undo }),
    });
    if (restored !== undefined) this.#afterRestore();
  }

  #afterRestore(): void {
    this.history.reload();
    this.changed.emit();
  }

  /** Of a job that has the generation `present`; undefined: of one that is deleted. */
  async #restore(generation: number, reason: string, present: number | undefined): Promise<RestoredJobView> {
    const jobId = this.jobId();
    const call = { path: { jobId }, body: { generation, reason } };
    if (present === undefined) {
      const body = { ...call.body, undelete: true };
      return this.#api.read<RestoredJobView>(restoreJob, { ...call, body });
    }
    return whileDefined(this.#api, { jobId, generation: present }, (ifMatch) =>
      this.#api.read<RestoredJobView>(restoreJob, { ...call, ifMatch }),
    );
  }
}
