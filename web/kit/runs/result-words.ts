import type { RunView } from '../../../shared/contracts/http/run-view.ts';
import type { StabilityBand } from '../../../shared/domain/stability/stability-band.ts';

type Result = NonNullable<RunView['result']>;
export type ReportResult = Extract<Result, { kind: 'report-collection' }>;

/** What came of a run, as a line says it. */
export type Outcome =
  | { readonly type: 'psi'; readonly psi: string; readonly band: StabilityBand | null }
  | { readonly type: 'rows'; readonly text: string }
  | { readonly type: 'fault'; readonly reason: string; readonly message: string }
  | { readonly type: 'none' };

export function isReport(result: Result): result is ReportResult {
  return 'kind' in result && result.kind === 'report-collection';
}

/** What came of a run so far; of one that is going, what its last attempt failed with. */
export function outcomeOf({ result, failure, cause, cancelled, endedAttempts }: RunView): Outcome {
  if (result !== undefined) return outcomeOfResult(result);
  if (failure !== undefined) return { type: 'fault', ...failure };
  if (cause !== undefined) return { type: 'fault', reason: cause.reason, message: cause.description };
  if (cancelled !== undefined) {
    return { type: 'fault', reason: `by ${cancelled.author}`, message: cancelled.reason };
  }
  const last = endedAttempts.at(-1);
  return last === undefined ? { type: 'none' } : { type: 'fault', ...last.failure };
}

function outcomeOfResult(result: Result): Outcome {
  if (isReport(result)) {
    return { type: 'rows', text: `${formatCount(result.rowCount)} rows · ${formatBytes(result.sizeBytes)}` };
  }
  if ('words' in result) return { type: 'rows', text: result.words };
  return { type: 'psi', psi: formatPsi(result.psi), band: result.band };
}

/** With four decimals, as the API's own texts have it. */
export function formatPsi(psi: number | null): string {
  return psi === null ? '–' : psi.toFixed(4);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat('en-GB').format(count);
}

/** As in `812 B`, `6.2 kB`, `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? 'B'}`;
}
