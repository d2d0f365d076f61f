import { isJsonObject, listOf, numberAt, textAt, type JsonObject } from '../kit/json/json.ts';

/** A span of time, both ends ISO 8601. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

/** Policies other than those of the job; absent: as they are. */
export interface Variant {
  readonly overlap?: string;
  readonly catchUp?: string;
}

/** What is to be played through, as the address of the screen holds it. */
export interface Scenario extends Span {
  /** A stored job; without one the recurrences are simulated. */
  readonly job?: string;
  readonly recurrences: readonly JsonObject[];
  readonly outages: readonly Span[];
  readonly pauses: readonly Span[];
  /** From this instant on the job has other recurrences. */
  readonly edit?: { readonly at: string; readonly recurrences: readonly JsonObject[] };
  readonly runSeconds: number;
  readonly failEvery?: number;
  readonly policies: Variant;
  /** Another way, shown beside it. */
  readonly other?: Variant;
}

const DAY_MS = 86_400_000;

/** Two days from the hour that begins, each run a minute long. */
export function newScenario(nowMs: number, timeZone: string): Scenario {
  const from = Math.floor(nowMs / 3_600_000) * 3_600_000;
  return {
    ...{ from: iso(from), until: iso(from + 2 * DAY_MS) },
    recurrences: [{ type: 'cron', expression: '0 * * * *', timeZone }],
    ...{ outages: [], pauses: [], runSeconds: 60, policies: {} },
  };
}

/** The scenario as a text for the address. */
export function toAddress(scenario: Scenario): string {
  const { job: _inTheAddress, ...rest } = scenario;
  return JSON.stringify(rest);
}

/** The scenario of an address; what it does not say, or says in no form that is known, is as in a new one. */
export function fromAddress(text: string | undefined, job: string | undefined, fallback: Scenario): Scenario {
  const said = parse(text);
  const edit = said['edit'];
  const [other, failEvery] = [said['other'], numberAt(said, 'failEvery')];
  return {
    ...(job === undefined || job === '' ? {} : { job }),
    from: instantAt(said, 'from') ?? fallback.from,
    until: instantAt(said, 'until') ?? fallback.until,
    recurrences: recurrencesAt(said) ?? fallback.recurrences,
    ...{ outages: spansAt(said, 'outages'), pauses: spansAt(said, 'pauses') },
    runSeconds: numberAt(said, 'runSeconds') ?? fallback.runSeconds,
    policies: variantOf(said['policies']),
    ...(failEvery === undefined ? {} : { failEvery }),
    ...(isJsonObject(edit)
      ? { edit: { at: textAt(edit, 'at'), recurrences: recurrencesAt(edit) ?? [] } }
      : {}),
    ...(isJsonObject(other) ? { other: variantOf(other) } : {}),
  };
}

function parse(text: string | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function instantAt(object: JsonObject, field: string): string | undefined {
  const text = textAt(object, field);
  return Number.isNaN(Date.parse(text)) ? undefined : text;
}

function spansAt(object: JsonObject, field: string): readonly Span[] {
  return listOf(object[field]).flatMap((span) => {
    if (!isJsonObject(span)) return [];
    const [from, until] = [instantAt(span, 'from'), instantAt(span, 'until')];
    return from === undefined || until === undefined ? [] : [{ from, until }];
  });
}

function recurrencesAt(object: JsonObject): readonly JsonObject[] | undefined {
  const found = listOf(object['recurrences']).filter(isJsonObject);
  return found.length === 0 ? undefined : found;
}

function variantOf(value: unknown): Variant {
  if (!isJsonObject(value)) return {};
  const [overlap, catchUp] = [textAt(value, 'overlap'), textAt(value, 'catchUp')];
  return { ...(overlap === '' ? {} : { overlap }), ...(catchUp === '' ? {} : { catchUp }) };
}

/**
 * What the API is asked: of a stored job under other policies it is an edit at the very beginning, so that all else of
 * it stays. `stored` are the job's own policies.
 */
export function requestOf(scenario: Scenario, variant: Variant, stored: JsonObject): JsonObject {
  const { from, until, outages, pauses, runSeconds, failEvery, edit, recurrences } = scenario;
  const policies = policiesOf(variant, stored);
  const first = scenario.job !== undefined && policies !== undefined ? [{ at: from, policies }] : [];
  const edits = [...first, ...(edit === undefined ? [] : [{ at: edit.at, recurrences: edit.recurrences }])];
  return {
    ...{ from, until, outages, pauses, runSeconds, edits },
    ...(failEvery === undefined ? {} : { failures: { everyNth: failEvery } }),
    ...(scenario.job === undefined ? { definition: { recurrences, policies: policies ?? {} } } : {}),
  };
}

function policiesOf({ overlap, catchUp }: Variant, stored: JsonObject): JsonObject | undefined {
  if (overlap === undefined && catchUp === undefined) return undefined;
  const formerCatchUp = isJsonObject(stored['catchUp']) ? stored['catchUp'] : {};
  return {
    ...stored,
    ...(overlap === undefined ? {} : { overlap }),
    ...(catchUp === undefined ? {} : { catchUp: { ...formerCatchUp, policy: catchUp } }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
