import type { RunView } from '../../../shared/contracts/http/run-view.ts';

/** What a run has collected. */
export type Report = Extract<NonNullable<RunView['result']>, { readonly kind: 'report-collection' }>;

/** The report of a run that has collected one. */
export function reportOf({ result }: Pick<RunView, 'result'>): Report | undefined {
  return result !== undefined && 'kind' in result && result.kind === 'report-collection' ? result : undefined;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** As in `812 bytes`, `73.9 KB`, `1.2 GB`: thousands, as the limits of a task are. */
export function sizeInWords(bytes: number): string {
  const step = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** step;
  return `${value.toLocaleString('en', { maximumFractionDigits: step === 0 ? 0 : 1 })} ${UNITS[step] ?? ''}`;
}

/** As in `2,000 rows, 5 columns`, and how many of them were malformed where some were. */
export function rowsInWords({ rowCount, columnCount, malformedRowCount }: Report): string {
  const rows = `${rowCount.toLocaleString('en')} ${rowCount === 1 ? 'row' : 'rows'}`;
  const columns = `${columnCount} ${columnCount === 1 ? 'column' : 'columns'}`;
  const faults = malformedRowCount === 0 ? '' : `, ${malformedRowCount.toLocaleString('en')} malformed`;
  return `${rows}, ${columns}${faults}`;
}

const SHORT_FAILURES: Readonly<Record<string, string>> = {
  'report-not-ready': 'Not ready in time',
  'report-server-failed': 'Server failed or overloaded',
  'resource-busy': 'Resource was busy',
  'lease-lost': 'Lost the lease',
  'report-gone': 'Ticket forgotten by the server',
  'report-too-slow': 'Too slow',
  'report-truncated': 'Cut off',
  'report-too-large': 'Too large',
  'report-not-readable': 'Not readable',
  'unexpected-content-type': 'Unexpected type',
  'ticket-not-readable': 'No ticket given',
  'address-refused': 'Address refused',
  'secret-not-found': 'Secret not found',
  'output-path-taken': 'Path taken',
  'timed-out': 'Timed out',
};

/** What became of a collection, in a few words; the failure's own sentence says more. */
export function failureInShort({ failure }: Pick<RunView, 'failure'>): string | undefined {
  return failure === undefined ? undefined : (SHORT_FAILURES[failure.reason] ?? failure.reason);
}

/** The collections that have begun or ended, the latest slot first: what waits for its time tells nothing yet. */
export function begunCollections(runs: readonly RunView[], limit: number): readonly RunView[] {
  return runs
    .filter(({ state, startedAt }) => startedAt !== undefined || (state !== 'pending' && state !== 'waiting'))
    .toSorted((one, other) => Date.parse(other.dueAt) - Date.parse(one.dueAt))
    .slice(0, limit);
}
