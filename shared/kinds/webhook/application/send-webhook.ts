import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { Clock, Fingerprint, Log } from '../../../application/ports/environment.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import { attemptIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import { CALLBACK_LOOK_MS, NO_CALLBACK_ADDRESS } from '../domain/callback-looks.ts';
import { decideAnswer } from '../domain/decide-answer.ts';
import { answerLost } from '../domain/decide-fault.ts';
import type { StepEnd, WebhookSent } from '../domain/outcomes.ts';
import { hostOf, type WebhookTask } from '../domain/webhook-task.ts';
import { callService } from './call-service.ts';
import { noteBegin, noteEnd } from './note-try.ts';
import type { CallSigner } from './ports/call-signer.ts';
import type { WebhookCallStore } from './ports/webhook-call-store.ts';
import { prepareCall, type Loaded, type PreparedCall } from './prepare-call.ts';
import { toSent, toUnanswered, type SentTry } from './to-sent.ts';

export interface SendDependencies {
  readonly loadWork: LoadPlainWork<WebhookTask>;
  readonly calls: WebhookCallStore;
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly signer: CallSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly fingerprint: Fingerprint;
  /** A text that nobody can guess. */
  readonly randomSecret: () => string;
  readonly digest: (text: string) => string;
  /** Where receivers reach the app, such as `https://evenkeel.example.com`; absent: nobody knows. */
  readonly callbackBaseUrl: string | undefined;
}

/** One try: `number` counts them from 1, `failures` those before it that count. */
export interface Try extends RunAttempt {
  readonly number: number;
  readonly failures: number;
}

interface Callback {
  readonly url: string;
  readonly token: string;
  readonly digest: string;
}

/*
 * Whether a call was carried out is known by its answer alone. So a try is noted before it is sent, and its answer after:
 * a step that runs once more finds the one without the other, and knows that it does not know. Then the task decides:
 * `repeat` sends again, under the same idempotency key; `fail` sends nothing.
 */

/** Sends the call of an attempt once. Throws NotFound for an unknown run, Unavailable when a retry may help. */
export function createSendWebhook(dependencies: SendDependencies): (given: Try) => Promise<WebhookSent> {
  return async (given) => {
    const loaded = await dependencies.loadWork(given);
    if (loaded.outcome !== 'loaded') return loaded;
    const callback = callbackOf(dependencies, given, loaded.task);
    if (callback !== undefined && 'outcome' in callback) return callback;
    const prepared = prepareCall(dependencies, loaded, callback);
    if (prepared.outcome === 'rejected') return prepared;
    const doubted = await doubtOfBefore(dependencies, loaded);
    if (doubted !== undefined) return doubted;
    const begun = await begin(dependencies, given, { loaded, callback });
    if (begun !== 'begun') return begun;
    const sent = await send(dependencies, given, { task: loaded.task, prepared });
    await noteEnd(dependencies, given, sent);
    return sent;
  };
}

function callbackOf(
  { callbackBaseUrl, fingerprint, randomSecret, digest }: SendDependencies,
  { runId, attempt }: Try,
  { completion }: WebhookTask,
): Callback | StepEnd | undefined {
  if (completion !== 'callback') return undefined;
  if (callbackBaseUrl === undefined) {
    const message = `${NO_CALLBACK_ADDRESS}, then retry the run.`;
    return { outcome: 'rejected', failure: { reason: 'address-refused', message } };
  }
  const token = `${fingerprint(attemptIdOf(runId, attempt))}.${randomSecret()}`;
  return { token, url: `${callbackBaseUrl}/api/webhook-callbacks/${token}`, digest: digest(token) };
}

/** With `fail` an attempt that follows of itself does not send what the one before may have sent already. */
async function doubtOfBefore(
  { calls }: SendDependencies,
  { task, run: { runId, attempt, chainStart } }: Loaded,
): Promise<StepEnd | undefined> {
  if (doubtIn(task) === 'repeat' || attempt === chainStart) return undefined;
  const before = await calls.get({ runId, attempt: attempt - 1 });
  if (before === undefined) return undefined;
  const { sent } = before.value.last;
  const wasLost = sent?.outcome === 'rejected' && sent.failure.reason === 'answer-lost';
  return sent === undefined || wasLost ? inDoubt(task) : undefined;
}

function doubtIn({ method, unanswered }: WebhookTask): 'repeat' | 'fail' {
  return method === 'GET' ? 'repeat' : unanswered;
}

function inDoubt(task: WebhookTask): StepEnd {
  const message = 'Nothing is known of a call that was begun.';
  return { outcome: 'rejected', failure: answerLost(hostOf(task), message) };
}

async function begin(
  { calls, clock, fingerprint }: SendDependencies,
  { runId, attempt, number }: Try,
  { loaded: { task }, callback }: { readonly loaded: Loaded; readonly callback: Callback | undefined },
): Promise<'begun' | WebhookSent> {
  const wanted = {
    ...{ runId, attempt, callId: fingerprint(attemptIdOf(runId, attempt)), number, begunAt: clock.now() },
    ...(callback !== undefined && { digest: callback.digest }),
  };
  const begun = await noteBegin(calls, wanted, doubtIn(task));
  switch (begun.outcome) {
    case 'begin':
      return 'begun';
    case 'known':
      return begun.sent;
    case 'called-back':
      return { outcome: 'accepted', waitsFor: 'callback', pauseMs: CALLBACK_LOOK_MS, stopsBy: 'nothing' };
    case 'in-doubt':
      return inDoubt(task);
    case 'superseded':
      return { outcome: 'over' };
  }
}

async function send(
  dependencies: SendDependencies,
  { runId, attempt, failures }: Try,
  {
    task,
    prepared: { call, secrets, redact },
  }: { readonly task: WebhookTask; readonly prepared: PreparedCall },
): Promise<WebhookSent> {
  const startedAt = dependencies.clock.now();
  const about = (): SentTry => ({
    ...{ task, name: attemptIdOf(runId, attempt), failures, url: call.url, secrets },
    durationMs: dependencies.clock.now() - startedAt,
  });
  try {
    const { answerSeconds } = task;
    const answer = await callService(dependencies, { call, answerSeconds, maxRedirects: 0 });
    return toSent(decideAnswer(task, answer, redact), about());
  } catch (error) {
    return toUnanswered(error, about());
  }
}
