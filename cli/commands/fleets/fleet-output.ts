import { column, type Column } from '../../output/column.ts';
import { fieldAt, listAt, numberAt, textAt } from '../../output/read-field.ts';

/* What commands show of fleets. */

export const FLEET_COLUMNS: readonly Column[] = [
  column('fleet', 'fleetId'),
  column('value stream', 'valueStream'),
  column('state', 'state', 'word'),
  column('generation', 'generation'),
  column('overrides', 'overrideCount'),
  column('updated at', 'updatedAt', 'instant'),
  column('by', 'updatedBy'),
];

export const FLEET_FIELDS: readonly Column[] = [
  column('fleet', 'fleetId'),
  column('value stream', 'valueStream'),
  column('description', 'description'),
  column('state', 'state', 'word'),
  column('generation', 'generation'),
  column('updated at', 'updatedAt', 'instant'),
  column('by', 'updatedBy'),
  column('jobs', sentenceOf),
];

export const FAULT_COLUMNS: readonly Column[] = [
  column('model', 'modelId'),
  column('job', 'jobId'),
  column('fault', firstError),
];

export const PREVIEW_COLUMNS: readonly Column[] = [
  column('model', 'modelId'),
  column('job', 'jobId'),
  column('would', 'outcome', 'word'),
  column('what', (job: unknown) => firstError(job) ?? differencesOf(job)),
];

/** How far a fleet's jobs are what it wants. */
export function sentenceOf(fleet: unknown): string {
  const counts = fieldAt(fleet, 'progress.last.counts');
  if (fieldAt(fleet, 'progress.isUpToDate') !== true) return 'Its jobs follow.';
  const models = numberAt(counts, 'models') ?? 0;
  return `${models} models; ${WORDS.map((word) => `${numberAt(counts, word) ?? 0} ${word}`).join(', ')}.`;
}

const WORDS = ['created', 'edited', 'unchanged', 'removed', 'kept', 'failed'];

/** How many models have not the job that they should have, by the last round. */
export function failedOf(fleet: unknown): number {
  return numberAt(fieldAt(fleet, 'progress.last.counts'), 'failed') ?? 0;
}

export function faultsOf(fleet: unknown): readonly unknown[] {
  return listAt(fieldAt(fleet, 'progress.last'), 'faults');
}

function firstError(fault: unknown): string | undefined {
  const [error] = listAt(fault, 'errors');
  return error === undefined
    ? undefined
    : `${textAt(error, 'pointer') ?? ''}: ${textAt(error, 'detail') ?? ''}`;
}

function differencesOf(job: unknown): string | undefined {
  const pointers = listAt(job, 'differences').map((difference) => textAt(difference, 'pointer') ?? '');
  return pointers.length === 0 ? undefined : pointers.join(', ');
}
