import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { RunChip } from '../../kit/chips/run-chip.ts';
import { CopyButton } from '../../kit/copy/copy-button.ts';
import { Instant } from '../../kit/time/instant.ts';
import type { CollectingJob } from './read-collections.ts';
import { begunCollections, failureInShort, reportOf, rowsInWords, sizeInWords } from './report.ts';

const SHOWN = 40;

/** What was collected, the latest slot first: the report of each collection, or why there is none. */
@Component({
  selector: 'ek-collection-table',
  imports: [CopyButton, Instant, RouterLink, RunChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './collection-table.html',
  styleUrl: './collection-table.css',
})
export class CollectionTable {
  readonly jobs = input.required<readonly CollectingJob[]>();
  readonly runs = input.required<readonly RunView[]>();
  /** Whether to say which resource each one is of. */
  readonly hasResource = input(true);

  protected readonly rows = computed(() => {
    const resources = new Map(this.jobs().map(({ jobId, task }) => [jobId, task.resource]));
    return begunCollections(this.runs(), SHOWN).map((run) => {
      const report = reportOf(run);
      return {
        run,
        report,
        resource: report?.resource ?? resources.get(run.jobId) ?? '',
        rows: report === undefined ? undefined : rowsInWords(report),
        size: report === undefined ? undefined : sizeInWords(report.sizeBytes),
        failure: failureInShort(run),
        waitsSince: waitsSince(run),
      };
    });
  });
}

/** Of a collection under way: since when it waits for its report. */
function waitsSince({ state, startedAt }: RunView): string | undefined {
  return state === 'running' ? startedAt : undefined;
}
