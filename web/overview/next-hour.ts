import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { LoadView } from '../../shared/contracts/http/load.ts';
import { BarRow } from '../kit/small-charts/bar-row.ts';
import { loadInWords, minuteBars } from './coming-load.ts';
import { clock, clockTicks } from './runs-by-hour.ts';

/** How many runs are to start in each of the coming minutes. */
@Component({
  selector: 'ek-next-hour',
  imports: [BarRow],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="panel" aria-labelledby="ek-next-hour">
      <header><h2 id="ek-next-hour">Next hour</h2></header>
      <ek-bar-row
        [bars]="bars()"
        [ticks]="ticks()"
        label="Runs to start by minute; the table below has the figures"
      />
      <p class="note">{{ sentence() }}</p>
      <details>
        <summary>As a table</summary>
        <table class="table">
          <caption class="visually-hidden">
            Runs to start by minute, those with any
          </caption>
          <thead>
            <tr>
              <th scope="col">At</th>
              <th scope="col" class="number">Runs</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.at) {
              <tr>
                <th scope="row" class="figure">{{ row.minute }}</th>
                <td class="number">{{ row.runs }}</td>
              </tr>
            } @empty {
              <tr>
                <td colspan="2">None.</td>
              </tr>
            }
          </tbody>
        </table>
      </details>
    </section>
  `,
  styleUrl: './side-panel.css',
})
export class NextHour {
  readonly load = input.required<LoadView>();
  readonly timeZone = input.required<string>();

  protected readonly bars = computed(() => minuteBars(this.load(), this.timeZone()));
  protected readonly sentence = computed(() => loadInWords(this.load(), this.timeZone()));
  protected readonly ticks = computed(() =>
    clockTicks(
      this.load().minutes.map(({ at }) => at),
      this.timeZone(),
    ),
  );
  protected readonly rows = computed(() =>
    this.load()
      .minutes.filter(({ runs }) => runs > 0)
      .map((minute) => ({ ...minute, minute: clock(minute.at, this.timeZone()) })),
  );
}
