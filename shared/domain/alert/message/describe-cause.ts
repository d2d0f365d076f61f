import type { ColumnSummary } from '../../run/run.ts';
import type { AlertCause } from '../alert-cause.ts';
import { causeFacts, type Fact } from './cause-facts.ts';
import { instantInWords } from './in-words.ts';
import { oneLine } from './one-line.ts';
import { summarizeCause } from './summarize-cause.ts';

/** What there is to tell of one job, model, lock or queue; each text is one line. */
export interface CauseText {
  /** `Model churn`. */
  readonly name: string;
  /** All of it in a line. */
  readonly summary: string;
  readonly at: string;
  readonly facts: readonly Fact[];
  /** Of a drift. */
  readonly columns: readonly ColumnSummary[];
}

const MAX_NAME = 128;

const KINDS = { job: 'Job', model: 'Model', lock: 'Lock', queue: 'Queue' } as const;

/** `Model churn` of what drifts; else by its subject: `Job loans-report`, of `job:loans-report`. */
export function nameOf({ subject, modelId, detail }: AlertCause): string {
  return subjectInWords(detail.type === 'drift' && modelId !== undefined ? `model:${modelId}` : subject);
}

function subjectInWords(subject: string): string {
  const colon = subject.indexOf(':');
  const [, kind] = Object.entries(KINDS).find(([prefix]) => prefix === subject.slice(0, colon)) ?? [];
  return oneLine(kind === undefined ? subject : `${kind} ${subject.slice(colon + 1)}`, MAX_NAME);
}

export function describeCause(cause: AlertCause): CauseText {
  const { detail, at } = cause;
  return {
    name: nameOf(cause),
    summary: summarizeCause(detail),
    at: instantInWords(at),
    facts: causeFacts(cause),
    columns:
      detail.type === 'drift'
        ? detail.characteristics.map((column) => ({ ...column, name: oneLine(column.name, MAX_NAME) }))
        : [],
  };
}
