import type { AlertCause } from '../alert-cause.ts';
import type { AlertConditionType } from '../alert-condition.ts';
import type { AlertMessage } from '../alert-message.ts';
import { nameOf } from './describe-cause.ts';
import { bandInWords, countOf, indexInWords, spanInWords } from './in-words.ts';
import { oneLine } from './one-line.ts';
import { lastSuccessInWords, lateInWords, type Detail } from './summarize-cause.ts';

/** What has happened, in a line of at most 160 characters: whom it befell, and how bad it is. */
export function titleOf(message: AlertMessage): string {
  if (message.notice === 'test') return oneLine(`Rule ${message.rule.ruleId} reaches this channel`, 160);
  const [first] = message.subjects;
  const count = subjectsTold(message);
  const title = first !== undefined && count <= 1 ? ofOne(first, message) : ofMany(message, count);
  return oneLine(title, 160);
}

/** How many jobs, models or locks a message is about: those that are not well yet, or all where it is over. */
export function subjectsTold({ notice, incident, subjects }: AlertMessage): number {
  const count = notice === 'resolved' ? incident.subjectCount : incident.failingCount;
  return Math.max(count, subjects.length);
}

function ofOne(cause: AlertCause, message: AlertMessage): string {
  const { detail } = cause;
  const name = nameOf(cause);
  switch (detail.type) {
    case 'drift':
      return `${name} drifts: ${worstOf(detail)}`;
    case 'failure':
      return `${name} failed${attemptsOf(detail, message.incident.condition)}: ${detail.reason}`;
    case 'late':
      return `${name} ${lateInWords(detail)}`;
    case 'missed':
      return `${name} missed ${countOf(detail.count, 'slot')}: ${oneLine(detail.reason, 60)}`;
    case 'no-success':
      return `${name}: ${lastSuccessInWords(detail)}`;
    case 'paused':
      return `${name} is ${detail.state}: ${oneLine(detail.reason, 80)}`;
    case 'dead-letter':
      return `${name}: a message was given up: ${oneLine(detail.reason, 80)}`;
    case 'lock-broken':
      return `${name} was broken by ${oneLine(detail.author, 60)}`;
  }
}

function attemptsOf({ attempts }: Detail<'failure'>, condition: AlertConditionType): string {
  return condition === 'retries-exhausted' ? ` after ${countOf(attempts, 'attempt')}` : '';
}

/** The index that moved most: of the score (PSI), or of a characteristic (CSI). */
function worstOf({ psi, band, characteristics }: Detail<'drift'>): string {
  const [worst] = characteristics;
  const isScore = worst === undefined || (psi !== null && psi >= worst.psi);
  const index = isScore
    ? psi === null
      ? 'no index'
      : `PSI ${indexInWords(psi)}`
    : `CSI ${indexInWords(worst.psi)} of ${oneLine(worst.name, 60)}`;
  return `${index}, ${bandInWords(band)}`;
}

const HAPPENINGS: Readonly<Record<AlertConditionType, (many: string, isOne: boolean) => string>> = {
  drift: (many, isOne) => `${many} ${isOne ? 'drifts' : 'drift'}`,
  'run-failed': (many) => `${many} failed`,
  'retries-exhausted': (many) => `${many} failed after all attempts`,
  late: (many, isOne) => `${many} ${isOne ? 'is' : 'are'} late`,
  missed: (many) => `${many} missed slots`,
  'no-success': (many) => `${many} had no success in time`,
  'job-paused': (many, isOne) => `${many} ${isOne ? 'is' : 'are'} paused`,
  'dead-letter': (many) => `Messages of ${many} were given up`,
  'lock-broken': (many, isOne) => `${many} ${isOne ? 'was' : 'were'} broken`,
};

function ofMany({ incident, subjects }: AlertMessage, count: number): string {
  const what = HAPPENINGS[incident.condition](countOf(count, nounOf(subjects)), count === 1);
  const group = oneLine(incident.group, 80);
  const isSaid =
    group === '' || subjects.some((cause) => nameOf(cause).toLowerCase() === group.toLowerCase());
  return isSaid ? what : `${what}: ${group}`;
}

/** What they have in common; a rule may see jobs and models at once. */
function nounOf(subjects: readonly AlertCause[]): string {
  const kinds = new Set(subjects.map((cause) => nameOf(cause).split(' ')[0]?.toLowerCase() ?? ''));
  const [kind = 'job'] = kinds;
  return kinds.size <= 1 && /^(?:job|model|lock|queue)$/.test(kind) ? kind : 'subject';
}

/** The title with what kind of message it is before it; a line of at most 200 characters, for a header. */
export function subjectLineOf(message: AlertMessage): string {
  return oneLine(`[Evenkeel] ${noticeInWords(message)}: ${titleOf(message)}`, 200);
}

/** `critical`, `critical, still open after 6 h`, `resolved after 2 h 5 min` … */
export function noticeInWords({ notice, incident, at }: AlertMessage): string {
  const { severity, openedAt, resolvedAt } = incident;
  switch (notice) {
    case 'opened':
      return severity;
    case 'worsened':
      return `${severity}, worse`;
    case 'reminder':
      return `${severity}, still open after ${spanInWords(at - openedAt)}`;
    case 'resolved':
      return `resolved after ${spanInWords((resolvedAt ?? at) - openedAt)}`;
    case 'test':
      return 'test';
  }
}
