import type { AlertCauseView } from '../../../shared/contracts/alert-cause-view.ts';
import { BAND_LOOKS } from '../../kit/chips/states.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';

type Detail = AlertCauseView['detail'];
type DetailOf<T extends Detail['type']> = Extract<Detail, { readonly type: T }>;

/** Writes an instant (ISO 8601) as its reader wants it. */
export type WriteInstant = (at: string) => string;

/** Characteristics that are named of a drift. */
const NAMED = 3;

/** What has happened, in a sentence or two. */
export function causeInWords(detail: Detail, write: WriteInstant): string {
  switch (detail.type) {
    case 'drift':
      return driftInWords(detail);
    case 'failure':
      return failureInWords(detail);
    case 'late':
      return lateInWords(detail, write);
    case 'missed':
      return missedInWords(detail, write);
    case 'no-success':
      return noSuccessInWords(detail, write);
    case 'paused':
      return `${detail.state === 'paused' ? 'Paused' : 'Quarantined'}: ${detail.reason}`;
    case 'dead-letter':
      return deadLetterInWords(detail);
    case 'lock-broken':
      return `${detail.author} broke the lock ${detail.resource}: ${detail.reason}`;
  }
}

function driftInWords({ psi, band, alarm, characteristics }: DetailOf<'drift'>): string {
  const score = psi === null ? BAND_LOOKS[band].label : `${BAND_LOOKS[band].label}, PSI ${psi.toFixed(3)}`;
  const said = alarm && band === 'stable' ? `${score}; the criteria of its job raise an alarm` : score;
  const most = characteristics.slice(0, NAMED).map(({ name, psi: csi }) => `${name} ${csi.toFixed(3)}`);
  return most.length === 0 ? `${said}.` : `${said}. Most moved: ${most.join(', ')}.`;
}

function failureInWords({ reason, message, attempts }: DetailOf<'failure'>): string {
  const tried = attempts > 1 ? `after ${attempts} attempts` : '';
  return `${[`Failed`, tried].filter(Boolean).join(' ')} (${reason}): ${message}`;
}

function lateInWords(
  { dueAt, startedAt, lateSeconds, reason }: DetailOf<'late'>,
  write: WriteInstant,
): string {
  const late = formatDuration(lateSeconds * 1000);
  const why = reason === undefined ? '' : `: ${reason}`;
  return startedAt === undefined
    ? `The run of ${write(dueAt)} had not begun ${late} after its time${why}.`
    : `The run of ${write(dueAt)} began ${late} late${why}.`;
}

function missedInWords(
  { fromDueAt, untilDueAt, count, reason }: DetailOf<'missed'>,
  write: WriteInstant,
): string {
  return count === 1
    ? `The slot of ${write(fromDueAt)} was not run: ${reason}.`
    : `${count} slots from ${write(fromDueAt)} to ${write(untilDueAt)} were not run: ${reason}.`;
}

function noSuccessInWords(
  { lastSuccessAt, withinSeconds }: DetailOf<'no-success'>,
  write: WriteInstant,
): string {
  const wanted = `one is wanted every ${formatDuration(withinSeconds * 1000)}`;
  return lastSuccessAt === undefined
    ? `No run has ever succeeded; ${wanted}.`
    : `No run has succeeded since ${write(lastSuccessAt)}; ${wanted}.`;
}

function deadLetterInWords({ queue, reason, deliveryCount }: DetailOf<'dead-letter'>): string {
  const times = deliveryCount === undefined ? '' : ` after ${deliveryCount} deliveries`;
  return queue === undefined
    ? `Its message was given up${times}: ${reason}`
    : `A dead letter of the queue ${queue} could not be read${times}: ${reason}`;
}
