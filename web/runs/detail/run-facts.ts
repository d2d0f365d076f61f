import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { RUN_LOOKS } from '../../kit/chips/states.ts';
import { durationMs } from '../../kit/runs/run-durations.ts';
import { BarRow, type Bar } from '../../kit/small-charts/bar-row.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';
import { Instant } from '../../kit/time/instant.ts';

/** What is known of a run beside its result, and how long it took against the runs before it. */
@Component({
  selector: 'ek-run-facts',
  imports: [BarRow, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-facts.html',
})
export class RunFacts {
  readonly run = input.required<RunDetailView>();
  readonly medianMs = input<number>();
  /** The runs before it, the latest first. */
  readonly earlier = input.required<readonly RunView[]>();

  protected readonly took = computed(() => {
    const ms = this.run().finishedAt === undefined ? undefined : durationMs(this.run(), 0);
    return ms === undefined ? undefined : formatDuration(ms);
  });
  protected readonly median = computed(() => {
    const ms = this.medianMs();
    return ms === undefined ? undefined : formatDuration(ms);
  });
  /** Seconds, the earliest run first, this one last. */
  protected readonly bars = computed<readonly Bar[]>(() =>
    [this.run(), ...this.earlier()].toReversed().flatMap((run) => {
      const ms = run.finishedAt === undefined ? undefined : durationMs(run, 0);
      if (ms === undefined) return [];
      const isThis = run.runId === this.run().runId;
      const words = `${run.dueAt.slice(0, 16).replace('T', ' ')} UTC: ${run.state}, ${formatDuration(ms)}`;
      const { tone } = RUN_LOOKS[run.state];
      return [{ label: words, parts: [{ value: Math.round(ms) / 1000, tone: isThis ? 'keel' : tone }] }];
    }),
  );
}
