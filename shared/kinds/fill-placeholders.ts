import type { DataInterval } from '../domain/data/data-interval.ts';
import { fillDate } from '../domain/data/fill-date.ts';
import type { Issue } from '../domain/errors.ts';
import type { RunFailure } from '../domain/run/run-failure.ts';
import { jobIdOf, type RunId } from '../domain/run/run-id.ts';
import { INPUT_NAME_PATTERN, type RunInput } from '../domain/run/run-input.ts';
import { findTimeZone } from '../domain/schedule/time-zone.ts';

/**
 * Placeholders in the texts of a task: `{yyyy}`, `{MM}`, `{dd}`, `{HH}` and `{mm}` for the start of the run's data
 * interval, `{from}` and `{to}` for its ends in ISO 8601, `{runId}`, `{jobId}` and `{attempt}`, and `{input.<name>}` for a
 * value that was passed to the run.
 *
 * A brace that holds no name stands for itself, so that a JSON text can be a template as it is; and so does all between
 * double braces, `{{job.id}}`, which other systems fill in.
 */
const PLACEHOLDER = /\{\{[^{}]*\}\}|\{([A-Za-z][A-Za-z0-9_.-]*)\}/g;

const INPUT = 'input.';
const SLOT_NAMES = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'from', 'to', 'runId', 'jobId', 'attempt'] as const;
const DATE_NAMES: ReadonlySet<string> = new Set(['yyyy', 'MM', 'dd', 'HH', 'mm']);

/** What a placeholder's name stands for; undefined when there is no such value. */
export type PlaceholderValues = (name: string) => string | number | undefined;

/** Whether a name is one of a placeholder, whatever it stands for. */
export type IsPlaceholder = (name: string) => boolean;

/**
 * What a value is put into. `text`: a plain text, as it is. `path-step`: an address, encoded as one step of a path (RFC
 * 3986, 2.1), which is right in a query too. `json-string`: the inside of a string of a JSON text, escaped.
 */
export type FillMode = 'text' | 'path-step' | 'json-string';

/** The run whose values fill the texts of its task. */
export interface FillingRun {
  readonly runId: RunId;
  readonly attempt: number;
  readonly input?: RunInput;
}

/** The values of one attempt of a run. Throws RangeError for a zone that there is not. */
export function placeholderValues(
  { runId, attempt, input = {} }: FillingRun,
  interval: DataInterval,
  timeZone = 'UTC',
): PlaceholderValues {
  const zone = findTimeZone(timeZone);
  if (zone === undefined) throw new RangeError(`There is no time zone '${timeZone}'.`);
  const known: Readonly<Record<string, string | number>> = {
    ...{ runId, attempt, jobId: jobIdOf(runId) },
    from: new Date(interval.from).toISOString(),
    to: new Date(interval.to).toISOString(),
  };
  return (name) => {
    if (DATE_NAMES.has(name)) return fillDate(`{${name}}`, interval.from, zone);
    const values = name.startsWith(INPUT) ? input : known;
    const key = name.startsWith(INPUT) ? name.slice(INPUT.length) : name;
    return Object.hasOwn(values, key) ? values[key] : undefined;
  };
}

/**
 * The text with its placeholders filled. Throws RangeError for one without a value (see `missingValues`), and for "." or
 * ".." as a step of a path.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues, mode: FillMode = 'text'): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, name: string | undefined) => {
    if (name === undefined) return whole;
    const value = values(name);
    if (value === undefined) throw new RangeError(`There is no value for ${whole}.`);
    return put(String(value), mode);
  });
}

/** A JSON value with the placeholders of all its texts filled, however deep; names of fields stay as they are. */
export function fillTexts(value: unknown, values: PlaceholderValues): unknown {
  if (typeof value === 'string') return fillPlaceholders(value, values);
  if (Array.isArray(value)) return value.map((item: unknown) => fillTexts(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillTexts(part, values)]));
}

/**
 * What an attempt fails with when a text of its task, however deep in a JSON value, has a placeholder without a value: the
 * run was not given the input. Undefined when everything can be filled.
 */
export function missingValues(value: unknown, values: PlaceholderValues): RunFailure | undefined {
  const names = textsIn(value, '').flatMap(({ text }) => namesIn(text));
  const missing = [...new Set(names.filter((name) => values(name) === undefined))];
  if (missing.length === 0) return undefined;
  const message =
    `The run has no value for ${missing.map((name) => `{${name}}`).join(', ')}. ` +
    'Pass it with the "input" of a run by hand or of a pipeline\'s step.';
  return { reason: 'input-missing', message };
}

/** A slot's placeholders, and `{input.<name>}`. */
function isSlotPlaceholder(name: string): boolean {
  if (name.startsWith(INPUT)) return INPUT_NAME_PATTERN.test(name.slice(INPUT.length));
  return SLOT_NAMES.some((known) => known === name);
}

/**
 * What is wrong with the placeholders of a text; none when all are known. `further` knows those that a kind has beside
 * the common ones.
 */
export function placeholderFaults(text: string, further: IsPlaceholder = () => false): readonly string[] {
  const unknown = namesIn(text).filter((name) => !isSlotPlaceholder(name) && !further(name));
  const known = [...SLOT_NAMES, `${INPUT}<name>`].map((name) => `{${name}}`).join(' ');
  return [...new Set(unknown)].map((name) => `'{${name}}' is no placeholder; there are ${known}`);
}

/** The same of every text in a JSON value, each with a pointer to it. */
export function placeholderIssues(value: unknown, pointer = '', further?: IsPlaceholder): readonly Issue[] {
  return textsIn(value, pointer).flatMap((found) =>
    placeholderFaults(found.text, further).map((message) => ({ pointer: found.pointer, message })),
  );
}

/** A refinement for schemas of texts with placeholders: `z.string().superRefine(withPlaceholders())`. */
export function withPlaceholders(
  further?: IsPlaceholder,
): (text: string, context: { addIssue(issue: { code: 'custom'; message: string }): void }) => void {
  return (text, context) => {
    for (const message of placeholderFaults(text, further)) context.addIssue({ code: 'custom', message });
  };
}

function put(value: string, mode: FillMode): string {
  switch (mode) {
    case 'text':
      return value;
    case 'path-step':
      return pathStep(value);
    case 'json-string':
      return JSON.stringify(value).slice(1, -1);
  }
}

/** Half a surrogate pair has no encoding. Steps of dots are resolved away however they are written (WHATWG URL, 4.1). */
function pathStep(value: string): string {
  if (/^\.{1,2}$/.test(value)) throw new RangeError(`'${value}' cannot be a step of an address.`);
  return encodeURIComponent(value.toWellFormed());
}

function namesIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

function textsIn(value: unknown, pointer: string): { readonly text: string; readonly pointer: string }[] {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => textsIn(item, `${pointer}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, `${pointer}/${escaped(name)}`));
}

/** A step of an RFC 6901 pointer. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
