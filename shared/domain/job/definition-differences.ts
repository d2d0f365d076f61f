import { differencesOf, type Difference } from './difference.ts';
import { partsOf } from './edit.ts';
import type { Job } from './job.ts';
import type { PlannedParts } from './planned-parts.ts';

/** Where two definitions of a job differ: pointers and values as a caller reads the job. */
export function definitionDifferences(before: PlannedParts, after: PlannedParts): readonly Difference[] {
  return differencesOf(readable(before), readable(after));
}

/** Where a job differs after a change: its definition, whether it is paused, deleted and so on. */
export function jobDifferences(before: Job, after: Job): readonly Difference[] {
  return differencesOf(
    { ...readable(partsOf(before)), ...stateOf(before) },
    { ...readable(partsOf(after)), ...stateOf(after) },
  );
}

/** A caller gives the criteria of a stability task beside its other fields. */
function readable(parts: PlannedParts): Readonly<Record<string, unknown>> {
  if (parts.kind !== 'stability') return withInstants(parts);
  const { criteria, ...task } = parts.task;
  const { moderate, significant, ...rest } = criteria;
  return withInstants({ ...parts, task: { ...task, thresholds: { moderate, significant }, ...rest } });
}

function stateOf({ state, pause, quarantine }: Job): Readonly<Record<string, unknown>> {
  return withInstants({
    state,
    ...(pause === undefined ? {} : { pause }),
    ...(quarantine === undefined ? {} : { quarantine }),
  });
}

function withInstants(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toReadable(name, part)]));
}

/** Instants are known by their names, as everywhere: they end in `At`, and are epoch ms here and ISO 8601 outside. */
function toReadable(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => toReadable('', item));
  if (typeof value === 'object' && value !== null) return withInstants(value);
  const isInstant = typeof value === 'number' && (name === 'at' || name.endsWith('At'));
  return isInstant ? new Date(value).toISOString() : value;
}
