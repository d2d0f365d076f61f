import { isRecord, listAt } from '../output/read-field.ts';
import { API_VERSION } from './document.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Of what the API answers about a job, what is its definition. */
const DEFINITION = [
  'jobId',
  'kind',
  'valueStream',
  'description',
  'tags',
  'after',
  'recurrences',
  'policies',
] as const;

/** Says which set an object belongs to; `apply` adds it by itself. */
export const SET_TAG = 'applied-by:';

/**
 * A job's definition as it may be sent back. A stability job names its frozen baseline by id: the bins that it was asked
 * for are not told, and so nothing is frozen anew.
 */
export function definitionOf(job: unknown): Fields {
  if (!isRecord(job)) return {};
  return { ...pick(job, DEFINITION), ...(isRecord(job['task']) ? { task: taskOf(job['task']) } : {}) };
}

function taskOf(task: Fields): Fields {
  const { baselineId, ...rest } = task;
  return baselineId === undefined ? rest : { ...rest, baseline: { baselineId } };
}

/** Of what the API answers about an alert rule, what is its definition beside what `metadata` has. */
const RULE_SPEC = [
  ...['scope', 'conditions', 'channels', 'severity', 'groupBy'],
  ...['quietSeconds', 'remindSeconds', 'enabled'],
] as const;

/** A job, model, calendar or alert rule as a document for `apply`; other things as they are. */
export function documentOf(kind: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (kind === 'job') {
    const { jobId, valueStream, description, tags: _tags, ...spec } = definitionOf(value);
    return document('Job', { name: jobId, valueStream, description, tags: ownTags(value) }, spec);
  }
  if (kind === 'model') {
    const { modelId, valueStream, description } = value;
    const metadata = { name: modelId, valueStream, description, tags: ownTags(value) };
    return document('Model', metadata, pick(value, ['owner']));
  }
  if (kind === 'alert-rule') {
    const { ruleId, valueStream, description } = value;
    const metadata = { name: ruleId, valueStream, description, tags: ownTags(value) };
    return document('AlertRule', metadata, pick(value, RULE_SPEC));
  }
  if (kind === 'calendar') {
    const { name, description } = value;
    return document('Calendar', { name, description }, pick(value, ['dates']));
  }
  return value;
}

function document(kind: string, metadata: Fields, spec: Fields): Fields {
  return { apiVersion: API_VERSION, kind, metadata: withoutAbsent(metadata), spec };
}

function ownTags(value: unknown): readonly unknown[] | undefined {
  const tags = listAt(value, 'tags').filter((tag) => !String(tag).startsWith(SET_TAG));
  return tags.length === 0 ? undefined : tags;
}

function pick(value: Fields, names: readonly string[]): Fields {
  return withoutAbsent(Object.fromEntries(names.map((name) => [name, value[name]])));
}

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}
