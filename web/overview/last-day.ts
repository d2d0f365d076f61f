import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import { BarRow } from '../kit/small-charts/bar-row.ts';
import { Instant } from '../kit/time/instant.ts';
import { clock, clockTicks, ENDS, hourBars, totals } from './runs-by-hour.ts';
import { ScrollX } from '../kit/table/scroll-x.ts';

/** Runs of the last day, by the hour in which they ended. */
@Component({
  selector: 'ek-last-day',
  imports: [ScrollX, BarRow, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './last-day.html',
  styleUrl: './side-panel.css',
})
export class LastDay {
  readonly overview = input.required<OverviewView>();
  readonly timeZone = input.required<string>();

  protected readonly ends = ENDS;
  protected readonly bars = computed(() => hourBars(this.overview().runs, this.timeZone()));
  protected readonly totals = computed(() => totals(this.overview().runs));
  protected readonly ticks = computed(() =>
    clockTicks(
      this.overview().runs.map(({ from }) => from),
      this.timeZone(),
    ),
  );
  protected readonly rows = computed(() =>
    this.overview()
      .runs.map(({ from, byState }) => ({
        from,
        hour: clock(from, this.timeZone()),
        counts: ENDS.map(({ state }) => byState[state]),
      }))
      .reverse(),
  );
  /** From when on runs are counted, where that is within the day. */
  protected readonly countedFrom = computed(() => {
    const { runsCountedFrom, runs } = this.overview();
    const first = runs[0]?.from;
    return runsCountedFrom !== undefined && first !== undefined && runsCountedFrom > first
      ? runsCountedFrom
      : undefined;
  });
}
