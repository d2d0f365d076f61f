import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';

export interface Fact {
  readonly term: string;
  readonly text: string;
}

/** The policies of a job, in the words of the glossary. */
export function policyFacts(policies: JobSummary['policies']): readonly Fact[] {
  const { overlap, catchUp, retry, timeoutSeconds, startDeadlineSeconds, pauseAfterFailures } = policies;
  const within = catchUp.policy === 'skip' ? '' : `, within ${seconds(catchUp.windowSeconds)}`;
  return [
    { term: 'Overlap policy', text: overlap },
    { term: 'Catch-up', text: `${catchUp.policy}${within}` },
    { term: 'Attempts', text: `at most ${retry.maxAttempts}` },
    { term: 'Time-out', text: seconds(timeoutSeconds) },
    ...(startDeadlineSeconds === undefined
      ? []
      : [{ term: 'Start deadline', text: seconds(startDeadlineSeconds) }]),
    ...(pauseAfterFailures === undefined
      ? []
      : [{ term: 'Pauses itself', text: `after ${pauseAfterFailures} failures in a row` }]),
  ];
}

/** Two tags have a place in a row: of more the first is shown, and how many there are besides. */
export function shownTags(tags: readonly string[] = []): readonly string[] {
  return tags.length <= 2 ? tags : [...tags.slice(0, 1), `+${tags.length - 1}`];
}

/** The zone that a job's first recurrence has, for its instants. */
export function zoneOf({ recurrences: [first] }: Pick<JobSummary, 'recurrences'>): string | undefined {
  return first === undefined || first.type === 'once' ? undefined : first.timeZone;
}

function seconds(count: number): string {
  return formatDuration(count * 1000);
}
