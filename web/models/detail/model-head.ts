import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { BaselineView } from '../../../shared/contracts/http/baseline-view.ts';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { listStability } from '../../../shared/contracts/http/operation-paths.ts';
import type { MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import { Downloads } from '../../api/downloads.ts';
import { Session } from '../../api/session.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { JobChip } from '../../kit/chips/job-chip.ts';
import { RunChip } from '../../kit/chips/run-chip.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { Instant } from '../../kit/time/instant.ts';
import { MeasureNow } from '../measuring/measure-now.ts';
import { changeText, countText, psiText } from '../psi-text.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Whose model it is, how it stands, and what can be done about it. */
@Component({
  selector: 'ek-model-head',
  imports: [
    ...[BandChip, CdkMenu, CdkMenuItem, CdkMenuTrigger, Chip, Icon, Instant, JobChip],
    ...[PageHeader, RouterLink, RunChip],
  ],
  providers: [MeasureNow],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-head.html',
  styleUrl: './model-head.css',
})
export class ModelHead {
  readonly #downloads = inject(Downloads);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  protected readonly measuring = inject(MeasureNow);

  readonly model = input.required<ModelView>();
  readonly jobs = input.required<readonly JobSummary[]>();
  readonly baselines = input.required<readonly BaselineView[]>();
  /** The measurement before the latest. */
  readonly before = input.required<MeasurementView | undefined>();
  readonly days = input.required<number>();

  protected readonly crumbs = [{ label: 'Models', link: '/models' }];
  protected readonly psiText = psiText;
  protected readonly countText = countText;

  protected readonly mayChange = computed(() => this.#session.may('operator', this.model().valueStream));
  protected readonly whyNot = computed(() =>
    this.mayChange() ? '' : 'Takes the role operator in the value stream of the model',
  );
  protected readonly change = computed(() => {
    const [psi, before] = [this.model().latest?.psi, this.before()?.psi];
    return typeof psi === 'number' && typeof before === 'number' ? changeText(psi - before) : undefined;
  });
  protected readonly alarmNames = computed(() => (this.model().latest?.alarms?.names ?? []).join(', '));
  protected readonly version = computed(
    () => this.baselines().find(({ baselineId }) => baselineId === this.model().latest?.baselineId)?.version,
  );

  constructor() {
    inject(Commands).offer(() => {
      const group = this.model().modelId;
      const path = `/models/${encodeURIComponent(group)}`;
      const measure = this.jobs().map(({ jobId }) => ({
        ...{ id: `measure:${jobId}`, label: `Measure now: ${jobId}`, group },
        icon: 'play' as const,
        run: () => this.measure(jobId),
      }));
      return [
        ...(this.mayChange() ? measure : []),
        {
          ...{ id: 'model-baseline', label: 'Register a baseline', group, icon: 'anchor' },
          run: async () => {
            await this.#router.navigateByUrl(`${path}/baselines/new`);
          },
        },
        {
          ...{ id: 'model-csv', label: 'Download the measurements', group, icon: 'download' },
          run: () => this.download(false),
        },
      ];
    });
  }

  protected async measure(jobId: string): Promise<void> {
    await this.measuring.start(jobId);
  }

  protected async download(hasFigures: boolean): Promise<void> {
    const { modelId } = this.model();
    const from = new Date(Date.now() - this.days() * DAY_MS).toISOString();
    const name = `${modelId}-${hasFigures ? 'figures' : 'measurements'}.csv`;
    await this.#perform.run(
      () =>
        this.#downloads.csv(
          listStability,
          {
            path: { modelId },
            query: {
              from,
              limit: hasFigures ? 50 : 200,
              ...(hasFigures ? { characteristic: '*', segment: '*' } : {}),
            },
          },
          name,
        ),
      {
        done: (isWhole) =>
          isWhole
            ? `Downloaded ${name}: the last ${this.days()} days.`
            : `Downloaded ${name} with the latest measurements only: there are more than a browser should hold. Choose a shorter range.`,
      },
    );
  }
}
