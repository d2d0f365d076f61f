import type { AlertRuleRequestBody } from '../../../shared/contracts/http/alert-rule-request.ts';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import type { Condition } from './rule-words.ts';

export type ConditionType = Condition['type'];
type Band = Extract<Condition, { readonly type: 'drift' }>['band'];
export type ChannelType = AlertRuleView['channels'][number]['type'];
export type JobKind = NonNullable<AlertRuleView['scope']['kinds']>[number];
export type Reason = NonNullable<Extract<Condition, { readonly type: 'run-failed' }>['reasons']>[number];

/** A channel as it is being written: what its type does not need is kept until it is sent. */
export interface ChannelDraft {
  readonly type: ChannelType;
  /** Addresses, with commas, blanks or lines between. */
  readonly to: string;
  readonly url: string;
  /** The name of the secret that signs, or that holds the address. */
  readonly secret: string;
}

/** A rule as it is being written: lists as text. */
export interface RuleDraft {
  readonly ruleId: string;
  readonly valueStream: string;
  readonly description: string;
  readonly tags: string;
  /** Those that it looks for, in the order in which they are sent. */
  readonly looksFor: readonly ConditionType[];
  readonly band: Band;
  /** Empty: any. */
  readonly reasons: readonly Reason[];
  readonly toleranceSeconds: number;
  readonly withinSeconds: number;
  readonly channels: readonly ChannelDraft[];
  readonly jobIds: string;
  readonly modelIds: string;
  readonly kinds: readonly JobKind[];
  readonly jobTags: string;
  readonly severity: AlertRuleView['severity'];
  readonly groupBy: AlertRuleView['groupBy'];
  readonly quietSeconds: number;
  /** Undefined: never. */
  readonly remindSeconds: number | undefined;
  readonly enabled: boolean;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

export const NEW_CHANNEL: ChannelDraft = { type: 'email', to: '', url: '', secret: '' };

/** What a new rule begins with: what most are about, as the API has it where nothing is said. */
export const NEW_RULE: RuleDraft = {
  ...{ ruleId: '', valueStream: '', description: '', tags: '' },
  looksFor: ['drift', 'run-failed'],
  band: 'significant-shift',
  reasons: [],
  toleranceSeconds: 15 * MINUTE_S,
  withinSeconds: 26 * HOUR_S,
  channels: [NEW_CHANNEL],
  ...{ jobIds: '', modelIds: '', kinds: [], jobTags: '' },
  ...{ severity: 'warning', groupBy: 'cause' },
  quietSeconds: HOUR_S,
  remindSeconds: undefined,
  enabled: true,
};

/** The order in which conditions are offered, and sent. */
export const CONDITION_TYPES = [
  'drift',
  'run-failed',
  'retries-exhausted',
  'no-success',
  'late',
  'missed',
  'job-paused',
  'dead-letter',
  'lock-broken',
] as const satisfies readonly ConditionType[];

/** A list that does not compile while one of the type is not in it. */
function everyOf<T>() {
  return <const L extends readonly T[]>(list: [T] extends [L[number]] ? L : never): L => list;
}

/**
 * Why runs fail: a rule may look for some of them only. The page takes types of the API and no values, which would bring
 * half the domain to every browser.
 */
export const REASONS = everyOf<Reason>()([
  'current-not-found',
  'current-not-readable',
  'data-not-ready',
  'baseline-not-found',
  'retries-exhausted',
  'orchestration-lost',
  'timed-out',
  'upstream-failed',
  'upstream-not-ready',
  'input-missing',
  'resource-busy',
  'lease-lost',
  'secret-not-found',
  'address-refused',
  'report-server-failed',
  'ticket-not-readable',
  'report-not-ready',
  'report-gone',
  'report-too-large',
  'report-too-slow',
  'report-truncated',
  'report-not-readable',
  'unexpected-content-type',
  'output-path-taken',
  'service-failed',
  'service-refused',
  'service-busy',
  'answer-lost',
  'work-failed',
  'work-cancelled',
  'work-lost',
  'answer-not-expected',
  'no-capacity',
  'step-failed',
  'place-held',
]);

/** A rule to be written on. */
export function draftOf(rule: AlertRuleView): RuleDraft {
  const { ruleId, valueStream, description = '', tags = [], scope } = rule;
  const { severity, groupBy, quietSeconds, remindSeconds, enabled } = rule;
  return {
    ...{ ruleId, valueStream, description, tags: tags.join(' ') },
    ...conditionDraft(rule.conditions),
    channels: rule.channels.map(channelDraft),
    jobIds: (scope.jobIds ?? []).join(' '),
    modelIds: (scope.modelIds ?? []).join(' '),
    kinds: scope.kinds ?? [],
    jobTags: (scope.tags ?? []).join(' '),
    ...{ severity, groupBy, quietSeconds, remindSeconds, enabled },
  };
}

function conditionDraft(
  conditions: readonly Condition[],
): Pick<RuleDraft, 'looksFor' | 'band' | 'reasons' | 'toleranceSeconds' | 'withinSeconds'> {
  const draft = {
    looksFor: CONDITION_TYPES.filter((type) => conditions.some((one) => one.type === type)),
    band: NEW_RULE.band,
    reasons: NEW_RULE.reasons,
    toleranceSeconds: NEW_RULE.toleranceSeconds,
    withinSeconds: NEW_RULE.withinSeconds,
  };
  for (const condition of conditions) {
    if (condition.type === 'drift') draft.band = condition.band;
    if (condition.type === 'run-failed') draft.reasons = condition.reasons ?? [];
    if (condition.type === 'late') draft.toleranceSeconds = condition.toleranceSeconds;
    if (condition.type === 'no-success') draft.withinSeconds = condition.withinSeconds;
  }
  return draft;
}

function channelDraft(channel: AlertRuleView['channels'][number]): ChannelDraft {
  const { type } = channel;
  switch (channel.type) {
    case 'email':
      return { ...NEW_CHANNEL, type, to: channel.to.join(', ') };
    case 'recipients':
      return { ...NEW_CHANNEL, type };
    case 'webhook':
      return { ...NEW_CHANNEL, type, url: channel.url, secret: channel.signingSecret };
    case 'teams':
    case 'slack':
      return { ...NEW_CHANNEL, type, secret: channel.urlSecret };
  }
}

/** What is sent; the API says what is wrong with it. */
export function requestOf(draft: RuleDraft): AlertRuleRequestBody {
  const { valueStream, severity, groupBy, quietSeconds, remindSeconds, enabled } = draft;
  const description = draft.description.trim();
  return {
    ...{ valueStream: valueStream.trim(), severity, groupBy, quietSeconds, enabled },
    ...(description === '' ? {} : { description }),
    ...named('tags', wordsOf(draft.tags)),
    scope: {
      ...named('jobIds', wordsOf(draft.jobIds)),
      ...named('modelIds', wordsOf(draft.modelIds)),
      ...(draft.kinds.length === 0 ? {} : { kinds: [...draft.kinds] }),
      ...named('tags', wordsOf(draft.jobTags)),
    },
    conditions: conditionsOf(draft).map((type) => toCondition(type, draft)),
    channels: draft.channels.map(toChannel),
    ...(remindSeconds === undefined ? {} : { remindSeconds }),
  };
}

/** The conditions in the order in which they are sent: pointers of faults count them. */
export function conditionsOf({ looksFor }: Pick<RuleDraft, 'looksFor'>): readonly ConditionType[] {
  return CONDITION_TYPES.filter((type) => looksFor.includes(type));
}

function toCondition(type: ConditionType, draft: RuleDraft): AlertRuleRequestBody['conditions'][number] {
  switch (type) {
    case 'drift':
      return { type, band: draft.band };
    case 'run-failed':
      return draft.reasons.length === 0 ? { type } : { type, reasons: [...draft.reasons] };
    case 'late':
      return { type, toleranceSeconds: draft.toleranceSeconds };
    case 'no-success':
      return { type, withinSeconds: draft.withinSeconds };
    case 'retries-exhausted':
    case 'missed':
    case 'job-paused':
    case 'dead-letter':
    case 'lock-broken':
      return { type };
  }
}

function toChannel({ type, to, url, secret }: ChannelDraft): AlertRuleRequestBody['channels'][number] {
  switch (type) {
    case 'email':
      return { type, to: wordsOf(to) };
    case 'recipients':
      return { type };
    case 'webhook':
      return { type, url: url.trim(), signingSecret: secret.trim() };
    case 'teams':
    case 'slack':
      return { type, urlSecret: secret.trim() };
  }
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

function named<K extends string>(key: K, words: string[]): Partial<Record<K, string[]>> {
  const entry: Partial<Record<K, string[]>> = {};
  if (words.length > 0) entry[key] = words;
  return entry;
}
