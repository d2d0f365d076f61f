import { column, type Column } from './column.ts';
import { fieldAt, isRecord, listAt, numberAt, textAt } from './read-field.ts';

/* What tables show of alerts and their rules. */

/** `3 of 12`: how many are not well yet. */
function failingOf(alert: unknown): string | undefined {
  const [failing, all] = [numberAt(alert, 'failingCount'), numberAt(alert, 'subjectCount')];
  return failing === undefined || all === undefined ? undefined : `${failing} of ${all}`;
}

export const ALERT_COLUMNS: readonly Column[] = [
  column('incident', 'incidentId'),
  column('severity', 'severity', 'word'),
  column('state', 'state', 'word'),
  column('condition', 'condition'),
  column('what', 'group'),
  column('failing', failingOf),
  column('since', 'openedAt', 'instant'),
  column('rule', 'ruleId'),
];

export const ALERT_FIELDS: readonly Column[] = [
  column('incident', 'incidentId'),
  column('rule', 'ruleId'),
  column('value stream', 'valueStream'),
  column('severity', 'severity', 'word'),
  column('state', 'state', 'word'),
  column('condition', 'condition'),
  column('what', 'group'),
  column('failing', failingOf),
  column('causes', 'causeCount'),
  column('opened at', 'openedAt', 'instant'),
  column('last cause at', 'lastCauseAt', 'instant'),
  column('acknowledged by', 'acknowledgement.author'),
  column('acknowledged because', 'acknowledgement.reason'),
  column('acknowledged at', 'acknowledgement.at', 'instant'),
  column('muted until', 'mute.until', 'instant'),
  column('muted by', 'mute.author'),
  column('muted because', 'mute.reason'),
  column('told again at', 'remindAt', 'instant'),
  column('resolved at', 'resolvedAt', 'instant'),
  column('resolution', 'resolution'),
  column('resolved by', 'resolvedBy.author'),
  column('resolved because', 'resolvedBy.reason'),
];

/** What a cause tells of itself, by its kind. */
function causeText(cause: unknown): string | undefined {
  const detail = fieldAt(cause, 'detail');
  const psi = numberAt(detail, 'psi');
  const lateSeconds = numberAt(detail, 'lateSeconds');
  const words = [
    textAt(detail, 'band'),
    psi === undefined ? undefined : `PSI ${psi.toFixed(4)}`,
    ...listAt(detail, 'characteristics').map((one) => textAt(one, 'name')),
    lateSeconds === undefined ? undefined : `late by ${Math.round(lateSeconds)} s`,
    textAt(detail, 'reason'),
    textAt(detail, 'message'),
  ];
  return words.filter((word) => word !== undefined).join(': ') || undefined;
}

export const CAUSE_COLUMNS: readonly Column[] = [
  column('at', 'at', 'instant'),
  column('of', 'subject'),
  column('model', 'modelId'),
  column('run', 'runId'),
  column('what', causeText),
];

export const ALERT_SUBJECT_COLUMNS: readonly Column[] = [
  column('of', 'subject'),
  column('state', 'state', 'word'),
  column('since', 'firstAt', 'instant'),
  column('last', 'lastAt', 'instant'),
  column('times', 'causeCount'),
  column('what', (subject) => causeText(fieldAt(subject, 'last'))),
];

export const DELIVERY_COLUMNS: readonly Column[] = [
  column('delivery', 'deliveryId'),
  column('notice', 'notice'),
  column('to', (delivery) => channelText(fieldAt(delivery, 'channel'))),
  column('state', 'state', 'word'),
  column('attempts', 'attempts'),
  column('sent at', 'sentAt', 'instant'),
  column('next attempt', 'nextAttemptAt', 'instant'),
  column('failure', 'lastFailure.reason'),
];

export const ALERT_RULE_COLUMNS: readonly Column[] = [
  column('rule', 'ruleId'),
  column('value stream', 'valueStream'),
  column('severity', 'severity', 'word'),
  column('conditions', (rule) => listAt(rule, 'conditions').map(conditionText)),
  column('channels', (rule) => listAt(rule, 'channels').map(channelText)),
  column('enabled', 'enabled'),
  column('muted until', 'mute.until', 'instant'),
];

export const ALERT_RULE_FIELDS: readonly Column[] = [
  ...[column('rule', 'ruleId'), column('value stream', 'valueStream')],
  ...[column('description', 'description'), column('tags', 'tags')],
  column('severity', 'severity', 'word'),
  column('enabled', 'enabled'),
  column('jobs', 'scope.jobIds'),
  column('models', 'scope.modelIds'),
  column('kinds', 'scope.kinds'),
  column('tags of jobs', 'scope.tags'),
  column('conditions', (rule) => listAt(rule, 'conditions').map(conditionText)),
  column('channels', (rule) => listAt(rule, 'channels').map(channelText)),
  column('one alert for', 'groupBy'),
  column('quiet for', (rule) => msOf(rule, 'quietSeconds'), 'duration'),
  column('reminds every', (rule) => msOf(rule, 'remindSeconds'), 'duration'),
  column('muted until', 'mute.until', 'instant'),
  column('muted by', 'mute.author'),
  column('muted because', 'mute.reason'),
  column('generation', 'generation'),
  column('created at', 'createdAt', 'instant'),
  column('updated at', 'updatedAt', 'instant'),
];

export const CHANNEL_TEST_COLUMNS: readonly Column[] = [
  column('to', (test) => channelText(fieldAt(test, 'channel'))),
  column('outcome', 'outcome', 'word'),
  column('why', 'reason'),
];

function msOf(rule: unknown, field: string): number | undefined {
  const seconds = numberAt(rule, field);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** `late (toleranceSeconds 600)`: the type, and what else it says. */
function conditionText(condition: unknown): string {
  if (!isRecord(condition)) return '';
  const { type, ...rest } = condition;
  const others = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return others.length === 0 ? String(type) : `${String(type)} (${others.join(', ')})`;
}

/** `email ada@example.com`: the type, and whom it reaches. */
function channelText(channel: unknown): string {
  const whom = [
    ...listAt(channel, 'to').map(String),
    textAt(channel, 'url'),
    textAt(channel, 'urlSecret'),
  ].filter((one) => one !== undefined);
  return [textAt(channel, 'type') ?? '', ...whom].join(' ');
}
