import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { pointerText } from '../../edit/changes/value-text.ts';
import { changeOf, commandWords, countText, isUnderWay, roundWords } from '../fleet-words.ts';

/** So many models that fail are named before somebody asks for all that are known. */
const NAMED = 5;

/** How far the fleet's jobs are what it wants: the change that is going on, what was asked for, and what fails. */
@Component({
  selector: 'ek-fleet-progress',
  imports: [Icon, Instant, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-progress.html',
  styleUrl: './fleet-progress.css',
})
export class FleetProgress {
  readonly fleet = input.required<FleetView>();

  protected readonly change = computed(() => changeOf(this.fleet()));
  protected readonly command = computed(() => {
    const { command } = this.fleet().progress;
    if (command === undefined) return undefined;
    return { ...command, words: commandWords(command), isOver: command.finishedAt !== undefined };
  });
  protected readonly last = computed(() => {
    const { last } = this.fleet().progress;
    if (last === undefined || isUnderWay(this.fleet())) return undefined;
    return { at: last.updatedAt, words: roundWords(last), models: countText(last.counts.models) };
  });
  protected readonly faults = computed(() => {
    const { round, last } = this.fleet().progress;
    const of = round !== undefined && round.faults.length > 0 ? round : last;
    if (of === undefined || of.counts.failed === 0) return undefined;
    const rows = of.faults.map(({ modelId, jobId, errors }) => ({
      ...{ modelId, jobId },
      words: errors.map(({ pointer, detail }) => `${pointerText(pointer)} ${detail}`.trim()).join('; '),
    }));
    const { failed } = of.counts;
    return {
      ...{ first: rows.slice(0, NAMED), rest: rows.slice(NAMED), unnamed: failed - rows.length },
      heading:
        failed === 1
          ? 'One model has not the job that it should have'
          : `${countText(failed)} models have not the jobs that they should have`,
    };
  });

  protected readonly countText = countText;
}
