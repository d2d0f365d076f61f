import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { hintOf, outputOf, type AnswerBody } from './excerpt.ts';
import { judgeState } from './judge-state.ts';
import type { Redact } from './redact.ts';
import { isIn } from './status-ranges.ts';
import { valueAt } from './value-at.ts';
import { hostOf, type Json, type WebhookTask } from './webhook-task.ts';

/** What a service has answered. */
export interface ReceivedAnswer {
  readonly status: number;
  /** By the field Retry-After, ms. */
  readonly retryAfterMs?: number;
  /** The field Location, as it came. */
  readonly location?: string;
  readonly body: AnswerBody;
}

export type Decided =
  /** The work is done. */
  | { readonly outcome: 'done'; readonly status: number; readonly output?: Json }
  /** The work goes on, and its state is told elsewhere; the address as it came. */
  | {
      readonly outcome: 'accepted';
      readonly status: number;
      readonly address?: string;
      readonly retryAfterMs?: number;
    }
  /** Not now: the same call may have another answer later. */
  | { readonly outcome: 'later'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  /** Nobody can tell any more: it was carried out, but the part of the answer that says how it stands is lost. */
  | { readonly outcome: 'lost'; readonly failure: RunFailure }
  /** Going on mends nothing. */
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

export type AnsweredTask = Pick<
  WebhookTask,
  'url' | 'expectedStatuses' | 'completion' | 'poll' | 'state' | 'outputField'
>;

/** Too early, too slow or too much; 5xx besides. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429]);

/** What the answer to a call means. A status that the task expects is never a fault, whatever it is. */
export function decideAnswer(task: AnsweredTask, answer: ReceivedAnswer, redact: Redact): Decided {
  const { status } = answer;
  if (!isIn(status, task.expectedStatuses)) return notExpected(task, answer, redact);
  if (task.completion === 'callback') return { outcome: 'accepted', status };
  const judged = judge(task, answer, { redact });
  if (judged !== undefined) return judged;
  return task.completion === 'answer' ? done(task, answer, redact) : toBePolled(task, answer, redact);
}

/** A service that was done at once may answer so, and tell no address. */
function toBePolled(task: AnsweredTask, answer: ReceivedAnswer, redact: Redact): Decided {
  const { status, retryAfterMs, body } = answer;
  const address = addressIn(task, answer);
  if (address !== undefined) {
    return { outcome: 'accepted', status, address, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (body.type === 'lost' && task.poll.urlFrom !== 'location') {
    return { outcome: 'lost', failure: brokenOff(task, status) };
  }
  if (status !== 202 && task.state === undefined) return done(task, answer, redact);
  return { outcome: 'rejected', failure: noAddress(task, status) };
}

/** What the answer to a look at the work means; `looks` counts them from 1. */
export function decideLook(
  task: AnsweredTask,
  answer: ReceivedAnswer,
  { looks, redact }: { readonly looks: number; readonly redact: Redact },
): Decided {
  const { status, retryAfterMs } = answer;
  const host = hostOf(task);
  const later: Decided = {
    outcome: 'later',
    failure: { reason: 'timed-out', message: `${host} says ${status}: the work is not done yet.` },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (status === 304 || (status === 404 && looks <= NOT_THERE_YET)) return later;
  if (status === 404 || status === 410) {
    const message = `${host} answered ${status} when asked how the work stands: it knows nothing of it any more.`;
    return { outcome: 'rejected', failure: { reason: 'work-lost', message } };
  }
  if (!isIn(status, SUCCESS)) return notExpected(task, answer, redact);
  // What the service says in words goes before its status.
  const judged = judge(task, answer, { redact, going: later });
  if (judged !== undefined) return judged;
  return status === 202 ? later : done(task, answer, redact);
}

const SUCCESS = ['200-299'];

/** Services whose parts hear of new work one after the other may not know it at once. */
const NOT_THERE_YET = 3;

function done(task: AnsweredTask, { status, body }: ReceivedAnswer, redact: Redact): Decided {
  const output = outputOf(task, body, redact);
  return { outcome: 'done', status, ...(output !== undefined && { output }) };
}

/** By the field of the task's rule; `going`: what it means that the work goes on. Undefined: nothing to go by. */
function judge(
  task: AnsweredTask,
  answer: ReceivedAnswer,
  { redact, going }: { readonly redact: Redact; readonly going?: Decided },
): Decided | undefined {
  const { state } = task;
  const { status, body } = answer;
  if (state === undefined) return undefined;
  if (body.type === 'lost') {
    const failure = brokenOff(task, status);
    return going === undefined ? { outcome: 'lost', failure } : { outcome: 'later', failure };
  }
  const judgement = judgeState(state, body.type === 'json' ? body.value : undefined);
  const says = `${hostOf(task)} answered ${status}, and "${state.field}" says`;
  switch (judgement.state) {
    case 'succeeded':
      return done(task, answer, redact);
    case 'failed': {
      const message = `${says} '${redact(judgement.value)}'.${hintOf(body, redact)}`;
      return { outcome: 'rejected', failure: { reason: 'work-failed', message } };
    }
    case 'going':
      return going ?? goingWithoutEnd(task, status);
    case 'unknown': {
      const message = `${says} '${redact(judgement.value)}', which the job knows no meaning of.${hintOf(body, redact)}`;
      return { outcome: 'rejected', failure: { reason: 'answer-not-expected', message } };
    }
  }
}

/** A call whose answer is to be the end; one that is asked about later goes on. */
function goingWithoutEnd({ completion, url, state }: AnsweredTask, status: number): Decided | undefined {
  if (completion !== 'answer') return undefined;
  const message =
    `${hostOf({ url })} answered ${status}, and "${state?.field ?? ''}" says neither that the work succeeded nor that it ` +
    'failed. Let the job poll, or wait for a callback, when the work goes on after the answer.';
  return { outcome: 'rejected', failure: { reason: 'answer-not-expected', message } };
}

function addressIn({ poll }: AnsweredTask, { location, body }: ReceivedAnswer): string | undefined {
  if (poll.urlFrom === 'location') return location;
  const value = body.type === 'json' ? valueAt(body.value, poll.urlFrom) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function notExpected(task: AnsweredTask, answer: ReceivedAnswer, redact: Redact): Decided {
  const { status, retryAfterMs, body } = answer;
  const message = `${hostOf(task)} answered ${status}${ADVICE[status] ?? ''}.${hintOf(body, redact)}`;
  if (status >= 500 || TRANSIENT.has(status)) {
    const isBusy = status === 429 || (status === 503 && retryAfterMs !== undefined);
    return {
      outcome: 'later',
      failure: { reason: isBusy ? 'service-busy' : 'service-failed', message },
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  return {
    outcome: 'rejected',
    failure: { reason: status >= 400 ? 'service-refused' : 'answer-not-expected', message },
  };
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ': it does not accept the call; see the secrets of its headers or its signature',
  403: ': it does not accept the call; see the secrets of its headers or its signature',
  404: ': there is nothing at the address',
  405: ': it does not take the method',
  410: ': what was at the address is gone for good',
  415: ': it does not take the type of the body',
  422: ': it does not take the body, or has had the idempotency key with another one',
  429: ': it has too much to do',
};

function brokenOff({ url }: Pick<AnsweredTask, 'url'>, status: number): RunFailure {
  const message = `${hostOf({ url })} answered ${status}, and broke off what says how the work stands.`;
  return { reason: 'service-failed', message };
}

function noAddress({ url, poll: { urlFrom } }: AnsweredTask, status: number): RunFailure {
  const where = urlFrom === 'location' ? 'the header Location' : `the field "${urlFrom}"`;
  const message = `${hostOf({ url })} answered ${status}, but ${where} does not tell where the work's state is.`;
  return { reason: 'answer-not-expected', message };
}
