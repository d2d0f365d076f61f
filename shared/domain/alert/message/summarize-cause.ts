import type { CauseDetail } from '../alert-cause.ts';
import { bandInWords, countOf, indexInWords, instantInWords, spanInWords } from './in-words.ts';
import { oneLine } from './one-line.ts';

const MAX_NAME = 128;
const MAX_MESSAGE = 160;

export type Detail<T extends CauseDetail['type']> = Extract<CauseDetail, { readonly type: T }>;

/** All that matters of a cause, in a line. */
export function summarizeCause(detail: CauseDetail): string {
  return oneLine(inWords(detail), MAX_MESSAGE + MAX_NAME);
}

function inWords(detail: CauseDetail): string {
  switch (detail.type) {
    case 'drift':
      return driftInWords(detail);
    case 'failure':
      return `${detail.reason}, ${countOf(detail.attempts, 'attempt')}: ${oneLine(detail.message, MAX_MESSAGE)}`;
    case 'late':
      return `${lateInWords(detail)}${because(detail.reason)}; slot ${instantInWords(detail.dueAt)}`;
    case 'missed':
      return `${countOf(detail.count, 'slot')} missed${because(detail.reason)}; ${slotsInWords(detail)}`;
    case 'no-success':
      return `${lastSuccessInWords(detail)}; one is expected within ${spanInWords(detail.withinSeconds * 1000)}`;
    case 'paused':
      return `${detail.state}: ${oneLine(detail.reason, MAX_MESSAGE)}`;
    case 'dead-letter':
      return `${oneLine(detail.reason, MAX_MESSAGE)}${deliveriesInWords(detail.deliveryCount)}`;
    case 'lock-broken':
      return `by ${oneLine(detail.author, MAX_NAME)}: ${oneLine(detail.reason, MAX_MESSAGE)}`;
  }
}

/** `PSI 0.312, significant shift; CSI balance 0.402, tenure 0.191`. */
function driftInWords(detail: Detail<'drift'>): string {
  const score = detail.psi === null ? '' : `PSI ${indexInWords(detail.psi)}, `;
  const columns = detail.characteristics
    .slice(0, 3)
    .map(({ name, psi }) => `${oneLine(name, 40)} ${indexInWords(psi)}`);
  return `${score}${bandInWords(detail.band)}${columns.length === 0 ? '' : `; CSI ${columns.join(', ')}`}`;
}

export function lateInWords({ lateMs, startedAt }: Detail<'late'>): string {
  return `${startedAt === undefined ? 'had not begun' : 'began'} ${spanInWords(lateMs)} after its time`;
}

export function lastSuccessInWords({ lastSuccessAt }: Detail<'no-success'>): string {
  return lastSuccessAt === undefined
    ? 'no run has succeeded yet'
    : `no run has succeeded since ${instantInWords(lastSuccessAt)}`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${oneLine(reason, 80)})`;
}

export function slotsInWords({ fromDueAt, untilDueAt }: Detail<'missed'>): string {
  const from = instantInWords(fromDueAt);
  return fromDueAt === untilDueAt ? from : `${from} to ${instantInWords(untilDueAt)}`;
}

export function deliveriesInWords(count: number | undefined): string {
  return count === undefined ? '' : `, after ${countOf(count, 'delivery', 'deliveries')}`;
}
