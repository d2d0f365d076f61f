import type { Issue } from '../../../domain/errors.ts';
import { hintOf, outputOf, type AnswerBody } from './excerpt.ts';
import { judgeState } from './judge-state.ts';
import type { Redact } from './redact.ts';
import { valueAt } from './value-at.ts';
import type { ReceivedCallback } from './webhook-call.ts';
import { hostOf, type Json, type StateRule, type WebhookTask } from './webhook-task.ts';

export type JudgedCallback =
  | { readonly outcome: 'ended'; readonly ending: ReceivedCallback['ending'] }
  /** It does not say that the work is over: the token is not used up. */
  | { readonly outcome: 'invalid'; readonly issues: readonly Issue[] };

/** Where the task has no rule. Then a body without a status says by its coming that the work succeeded. */
const COMMON_RULE: StateRule = { field: '/status', succeeded: ['succeeded'], failed: ['failed'] };

const MAX_MESSAGE_CHARACTERS = 500;

/** How the work ended, by the body that a receiver calls back with. */
export function judgeCallback(
  task: Pick<WebhookTask, 'url' | 'state' | 'outputField'>,
  json: Json,
  redact: Redact,
): JudgedCallback {
  const { state: rule = COMMON_RULE } = task;
  const body: AnswerBody = { type: 'json', value: json };
  const isSilent = task.state === undefined && valueAt(json, COMMON_RULE.field) === undefined;
  const judgement = isSilent ? { state: 'succeeded' as const } : judgeState(rule, json);
  switch (judgement.state) {
    case 'succeeded': {
      const message = messageIn(json, redact);
      const output = outputOf(task, body, redact);
      const ending = {
        ...{ outcome: 'done' as const, host: hostOf(task) },
        ...(message !== undefined && { message }),
        ...(output !== undefined && { output }),
      };
      return { outcome: 'ended', ending };
    }
    case 'failed': {
      const says = `${hostOf(task)} called back, and "${rule.field}" says '${redact(judgement.value)}'.`;
      const failure = { reason: 'work-failed' as const, message: `${says}${hintOf(body, redact)}` };
      return { outcome: 'ended', ending: { outcome: 'rejected', failure } };
    }
    case 'going':
    case 'unknown':
      return { outcome: 'invalid', issues: [notOver(rule)] };
  }
}

function messageIn(json: Json, redact: Redact): string | undefined {
  const message = valueAt(json, '/message');
  return typeof message === 'string'
    ? redact(message).slice(0, MAX_MESSAGE_CHARACTERS).toWellFormed()
    : undefined;
}

function notOver({ field, succeeded, failed }: StateRule): Issue {
  const words = [...succeeded, ...failed].map((word) => `"${word}"`).join(', ');
  return { pointer: field, message: `must be one of ${words}: call back when the work is over` };
}
