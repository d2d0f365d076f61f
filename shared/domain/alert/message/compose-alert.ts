import type { AlertMessage } from '../alert-message.ts';
import type { Fact } from './cause-facts.ts';
import { describeCause, type CauseText } from './describe-cause.ts';
import { countInWords, countOf, instantInWords, spanInWords } from './in-words.ts';
import { handlingOf, nextSteps, type Step } from './next-steps.ts';
import { oneLine } from './one-line.ts';
import { noticeInWords, subjectLineOf, subjectsTold, titleOf } from './title-of.ts';

/**
 * What a message says, before it takes the form of a channel. Every text is one line without control characters, whatever
 * names and messages were made of; a form has to escape what means something to it, and nothing else.
 */
export interface AlertText {
  /** For a header: kind of message and title. */
  readonly subjectLine: string;
  /** `critical`, `resolved after 2 h` … */
  readonly notice: string;
  readonly title: string;
  /** Of the incident. */
  readonly facts: readonly Fact[];
  /** The first subject with all that is known; absent where there is none. */
  readonly first?: CauseText;
  /** All subjects of the message, the first one too, where there are several. */
  readonly rows: readonly CauseText[];
  /** `and 4,980 more`; absent where all are named. */
  readonly more?: string;
  /** Where there are several subjects, for the first of them. */
  readonly steps: readonly Step[];
  /** How to acknowledge and to mute. */
  readonly handling: readonly Step[];
  readonly link?: string;
}

/** More are counted, not named. */
const MAX_SUBJECTS = 20;

const MAX_COMMAND = 400;

export function composeAlert(message: AlertMessage): AlertText {
  const named = message.subjects.slice(0, MAX_SUBJECTS).map(describeCause);
  const [first] = named;
  const unnamed = subjectsTold(message) - named.length;
  return {
    subjectLine: subjectLineOf(message),
    notice: noticeInWords(message),
    title: titleOf(message),
    facts: incidentFacts(message).map(({ label, value }) => ({ label, value: oneLine(value, 400) })),
    ...(first !== undefined && { first }),
    rows: named.length > 1 || unnamed > 0 ? named : [],
    ...(unnamed > 0 && named.length > 0 && { more: `and ${countInWords(unnamed)} more` }),
    steps: nextSteps(message).map(withCopyableCommand),
    handling: handlingOf(message).map(withCopyableCommand),
    ...linkOf(message),
  };
}

export function stepsHeading({ rows, handling }: AlertText): string {
  return rows.length > 0 && handling.length > 0 ? 'What to do, as for the first of them' : 'What to do';
}

function incidentFacts(message: AlertMessage): readonly Fact[] {
  const { incident, rule, notice } = message;
  const { severity, valueStream, acknowledgement } = incident;
  const description = rule.description === undefined ? '' : ` (${rule.description})`;
  return [
    { label: 'Severity', value: severity },
    { label: 'Value stream', value: valueStream },
    { label: 'Rule', value: `${rule.ruleId}${description}` },
    ...(notice === 'test' ? [] : [{ label: 'Since', value: sinceOf(message) }, ...affectedOf(message)]),
    ...inCommonOf(message),
    ...(acknowledgement === undefined
      ? []
      : [{ label: 'Acknowledged', value: `by ${acknowledgement.author}: ${acknowledgement.reason}` }]),
    ...resolutionOf(message),
  ];
}

function sinceOf({ incident: { openedAt, resolvedAt }, at }: AlertMessage): string {
  return `${instantInWords(openedAt)} (${spanInWords((resolvedAt ?? at) - openedAt)})`;
}

function affectedOf({ incident }: AlertMessage): readonly Fact[] {
  const { failingCount, subjectCount, causeCount, lastCauseAt } = incident;
  const failing = failingCount === 0 ? 'all are well again' : `${countInWords(failingCount)} not well yet`;
  const happened = `${countOf(causeCount, 'time')}, last at ${instantInWords(lastCauseAt)}`;
  return [
    ...(subjectCount <= 1 ? [] : [{ label: 'Affected', value: `${countInWords(subjectCount)}, ${failing}` }]),
    ...(causeCount <= 1 ? [] : [{ label: 'Happened', value: happened }]),
  ];
}

/** Of one subject it says nothing more, but where the endpoint is. */
function inCommonOf(message: AlertMessage): readonly Fact[] {
  const { group } = message.incident;
  const isOfInterest = subjectsTold(message) > 1 || group.includes(' at ');
  return group === '' || message.notice === 'test' || !isOfInterest
    ? []
    : [{ label: 'In common', value: group }];
}

function resolutionOf({ notice, incident }: AlertMessage): readonly Fact[] {
  if (notice !== 'resolved') return [];
  const when = incident.resolvedAt === undefined ? '' : `${instantInWords(incident.resolvedAt)}: `;
  return [{ label: 'Resolved', value: `${when}${resolutionInWords(incident)}` }];
}

function resolutionInWords({ resolution = 'recovered', resolvedBy }: AlertMessage['incident']): string {
  switch (resolution) {
    case 'by-hand':
      return resolvedBy === undefined ? 'by hand' : `by ${resolvedBy.author}: ${resolvedBy.reason}`;
    case 'rule-gone':
      return 'its rule is gone or switched off';
    case 'recovered':
      return 'all are well again';
  }
}

/** A command that would have to be changed to fit a line would be another one. */
function withCopyableCommand({ text, command }: Step): Step {
  return command === undefined || command !== oneLine(command, MAX_COMMAND) ? { text } : { text, command };
}

/** Only an address of the web is one to be followed from a message. */
function linkOf({ link }: AlertMessage): Pick<AlertText, 'link'> {
  return link !== undefined && /^https?:\/\/[^\s"'<>|()[\]\\]+$/.test(link) ? { link } : {};
}
