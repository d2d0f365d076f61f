import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';

export const TRIGGER_LABELS: Readonly<Record<RunView['trigger'], string>> = {
  schedule: 'Schedule',
  manual: 'By hand',
  backfill: 'Backfill',
};

/** How long a run took, or has been going; undefined before it began. */
export function tookWords({ startedAt, finishedAt, state }: RunView, nowMs: number): string | undefined {
  if (startedAt === undefined) return undefined;
  const endMs = finishedAt === undefined ? nowMs : Date.parse(finishedAt);
  if (finishedAt === undefined && state !== 'running') return undefined;
  return formatDuration(Math.max(0, endMs - Date.parse(startedAt)));
}

/** What came of a run, or why nothing has, in a line; what it measured is shown beside. */
export function outcomeWords(run: RunView): string {
  if (run.failure !== undefined) return run.failure.message;
  if (run.cause !== undefined) return run.cause.description;
  if (run.cancelled !== undefined) return `By ${run.cancelled.author}: ${run.cancelled.reason}`;
  if (run.result !== undefined) return resultWords(run.result);
  return run.answer === 'ran' || run.answer === 'pending' ? '' : run.answer;
}

/** What a run measured, where it did. */
export function measured({ result }: RunView) {
  return result !== undefined && 'modelId' in result ? { psi: result.psi, band: result.band } : undefined;
}

function resultWords(result: NonNullable<RunView['result']>): string {
  if ('words' in result) return result.words;
  return 'rowCount' in result ? rows(result.rowCount) : '';
}

function rows(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'} collected`;
}

/** How long something took from an instant to another, both ISO 8601. */
export function tookBetween(startedAt: string, finishedAt: string): string {
  return formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)));
}
