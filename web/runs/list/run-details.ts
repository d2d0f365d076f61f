import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { plainResultOf } from '../../kit/runs/plain-figures.ts';
import { PlainResult } from '../../kit/runs/plain-result.ts';
import { Instant } from '../../kit/time/instant.ts';
import { tookBetween, TRIGGER_LABELS } from './run-facts.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** What unfolds below a run of the list: when it was, what went wrong at each attempt, and where to look further. */
@Component({
  selector: 'ek-run-details',
  imports: [Icon, Instant, PlainResult, RouterLink, ScrollX],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './run-details.html',
  styleUrl: './run-details.css',
})
export class RunDetails {
  readonly run = input.required<RunView>();
  protected readonly plain = computed(() => plainResultOf(this.run()));
  protected readonly triggers = TRIGGER_LABELS;
  protected readonly attempts = computed(() =>
    this.run().endedAttempts.map((ended) => ({
      ...ended,
      took: tookBetween(ended.startedAt, ended.finishedAt),
    })),
  );
}
