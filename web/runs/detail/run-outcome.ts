import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RunDetailView } from '../../../shared/contracts/http/run-detail-view.ts';
import { BandChip } from '../../kit/chips/band-chip.ts';
import { JobKinds } from '../../kit/kinds/job-kinds.ts';
import { CopyButton } from '../../kit/copy/copy-button.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { plainResultOf } from '../../kit/runs/plain-figures.ts';
import { PlainResult } from '../../kit/runs/plain-result.ts';
import { formatBytes, formatCount, formatPsi, isReport, outcomeOf } from '../../kit/runs/result-words.ts';
import { Instant } from '../../kit/time/instant.ts';

/** What came of a run: its measurement, its report, or why there is none. */
@Component({
  selector: 'ek-run-outcome',
  imports: [BandChip, CopyButton, Icon, Instant, PlainResult, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-outcome.html',
  styleUrl: './run-outcome.css',
})
export class RunOutcome {
  protected readonly kinds = inject(JobKinds);
  readonly run = input.required<RunDetailView>();

  protected readonly report = computed(() => {
    const { result } = this.run();
    return result !== undefined && isReport(result) ? result : undefined;
  });
  protected readonly measured = computed(() => {
    const { result } = this.run();
    return result !== undefined && 'modelId' in result ? result : undefined;
  });
  protected readonly plain = computed(() => plainResultOf(this.run()));
  protected readonly output = computed(() => {
    const output = this.plain()?.output;
    return output === undefined ? undefined : JSON.stringify(output, null, 2);
  });
  /** The characteristics that moved most, with bars against the one that did. */
  protected readonly worst = computed(() => {
    const columns = this.measured()?.worstCharacteristics ?? [];
    const highest = Math.max(0.25, ...columns.map(({ psi }) => psi));
    return columns.map((column) => ({
      ...column,
      figure: formatPsi(column.psi),
      width: (100 * column.psi) / highest,
    }));
  });
  protected readonly fault = computed(() => {
    const outcome = outcomeOf(this.run());
    return outcome.type === 'fault' ? outcome : undefined;
  });
  protected readonly psi = formatPsi;
  protected readonly count = formatCount;
  protected readonly bytes = formatBytes;
}
