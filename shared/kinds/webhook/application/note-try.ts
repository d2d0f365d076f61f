import type { Log } from '../../../application/ports/environment.ts';
import { Unavailable, VersionConflict } from '../../../domain/errors.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { WebhookSent } from '../domain/outcomes.ts';
import {
  beginTry,
  noteSent,
  type BegunTry,
  type WebhookCall,
  type WebhookTry,
} from '../domain/webhook-call.ts';
import type { WebhookCallStore } from './ports/webhook-call-store.ts';

/** Those who write of one call are two executions of a step and a receiver or two; more turns than this are a fault. */
const MAX_TURNS = 10;

/** Notes a try before it is sent. Of several that begin the same one in the same moment, each sees the others' notes. */
export async function noteBegin(
  calls: WebhookCallStore,
  wanted: WebhookTry & RunAttempt & Pick<WebhookCall, 'callId'>,
  doubt: 'repeat' | 'fail',
): Promise<BegunTry> {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const found = await calls.get(wanted);
    const begun = beginTry(found?.value, wanted, doubt);
    if (begun.outcome !== 'begin') return begun;
    if (await isStored(calls, begun.call, found?.version)) return begun;
  }
  throw new Unavailable(
    `The notes of the call of run '${wanted.runId}' change faster than they can be read.`,
  );
}

/**
 * Notes what became of a try, so that a step which runs once more finds it. What happened has happened: a store that does
 * not answer is told to the log, and the answer counts all the same.
 */
export async function noteEnd(
  { calls, log }: { readonly calls: WebhookCallStore; readonly log: Log },
  attempt: RunAttempt & { readonly number: number },
  sent: WebhookSent,
): Promise<void> {
  try {
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      const found = await calls.get(attempt);
      if (found === undefined) return;
      if (await isStored(calls, noteSent(found.value, attempt.number, sent), found.version)) return;
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    const { runId } = attempt;
    log.error('The answer to a webhook was not noted; a repeated step would call again', error, { runId });
  }
}

async function isStored(
  calls: WebhookCallStore,
  call: WebhookCall,
  version: string | undefined,
): Promise<boolean> {
  if (version === undefined) return (await calls.create(call)) === 'created';
  try {
    await calls.save(call, { ifVersion: version });
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
}
