import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { Clock, Log } from '../../../application/ports/environment.ts';
import type { Orchestrations } from '../../../application/ports/orchestrations.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { Unavailable, VersionConflict, type Issue } from '../../../domain/errors.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { judgeCallback } from '../domain/judge-callback.ts';
import type { WebhookLooked } from '../domain/outcomes.ts';
import { redactorOf } from '../domain/redact.ts';
import type { WebhookCall } from '../domain/webhook-call.ts';
import type { Json, WebhookTask } from '../domain/webhook-task.ts';
import type { WebhookCallStore } from './ports/webhook-call-store.ts';
import { secretsOf } from './task-secrets.ts';

interface Dependencies {
  readonly loadWork: LoadPlainWork<WebhookTask>;
  readonly calls: WebhookCallStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a digest is a text's; takes the same time wherever they differ. */
  readonly hasDigest: (text: string, digest: string) => boolean;
}

export type CallbackReceived =
  /** Now, or when the token was used before. */
  | { readonly outcome: 'received' }
  /** There is no such token. */
  | { readonly outcome: 'unknown' }
  /** The attempt that it was for is over. */
  | { readonly outcome: 'over' }
  | { readonly outcome: 'invalid'; readonly issues: readonly Issue[] };

/** Receivers that repeat themselves in the same moment are few; more turns than this are a fault. */
const MAX_TURNS = 10;

/**
 * Takes a callback: its token is good once, and for the attempt that it was made for. What it says is stored before the run
 * is woken up, and the run looks for itself too: however it comes about, a callback that was answered is not lost. Throws
 * Unavailable when a retry may help.
 */
export function createReceiveCallback(
  dependencies: Dependencies,
): (token: string, body: Json, orchestrations: Orchestrations) => Promise<CallbackReceived> {
  return async (token, body, orchestrations) => {
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      const found = await callOf(dependencies, token);
      if (found === undefined) return { outcome: 'unknown' };
      const { value: call } = found;
      if (call.callback !== undefined) {
        // Once more: whoever stored it may have died before it woke the run.
        await wake(dependencies, call, orchestrations);
        return { outcome: 'received' };
      }
      const received = await store(dependencies, { found, token, body });
      if (received === 'again') continue;
      if (received.outcome === 'received') await wake(dependencies, call, orchestrations);
      return received;
    }
    throw new Unavailable('The notes of a call change faster than they can be read.');
  };
}

/** All digests are compared, so that the time tells nothing of which it was. */
async function callOf(
  { calls, hasDigest }: Dependencies,
  token: string,
): Promise<Versioned<WebhookCall> | undefined> {
  const [callId = ''] = token.split('.');
  const found = await calls.find(callId);
  const isKnown = found?.value.digests.map((digest) => hasDigest(token, digest)).includes(true);
  return isKnown === true ? found : undefined;
}

async function store(
  { loadWork, calls, secrets, clock }: Dependencies,
  {
    found,
    token,
    body,
  }: { readonly found: Versioned<WebhookCall>; readonly token: string; readonly body: Json },
): Promise<CallbackReceived | 'again'> {
  const { value: call, version } = found;
  const loaded = await loadWork(call);
  if (loaded.outcome !== 'loaded') return { outcome: 'over' };
  const hidden = secretsOf(loaded.task, secrets);
  const redact = redactorOf([token, ...(hidden.outcome === 'found' ? Object.values(hidden.secrets) : [])]);
  const judged = judgeCallback(loaded.task, body, redact);
  if (judged.outcome === 'invalid') return judged;
  const callback = { receivedAt: clock.now(), ending: judged.ending };
  try {
    await calls.save({ ...call, callback }, { ifVersion: version });
    return { outcome: 'received' };
  } catch (error) {
    if (error instanceof VersionConflict) return 'again';
    throw error;
  }
}

/** A run that is not told looks for itself within a minute. */
async function wake({ log }: Dependencies, call: WebhookCall, orchestrations: Orchestrations): Promise<void> {
  const { runId, attempt } = call;
  try {
    await orchestrations.wake({ runId, attempt });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.error('A run was not told of its callback, and finds it when it looks', error, { runId });
  }
}

/** Looks whether the receiver has called back. Throws NotFound for an unknown run, Unavailable when a retry may help. */
export function createLookForCallback({
  loadWork,
  calls,
}: Pick<Dependencies, 'loadWork' | 'calls'>): (attempt: RunAttempt) => Promise<WebhookLooked> {
  return async (attempt) => {
    const [loaded, found] = await Promise.all([loadWork(attempt), calls.get(attempt)]);
    if (loaded.outcome !== 'loaded') return loaded;
    return found?.value.callback?.ending ?? { outcome: 'none' };
  };
}
