import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { WebhookLooked, WebhookSent } from './outcomes.ts';

/** What is known of the call of one attempt: noted before it is sent, and when there is a word of it. */
export interface WebhookCall extends RunAttempt {
  /** Its name in callback tokens: 16 hexadecimal digits. */
  readonly callId: string;
  readonly last: WebhookTry;
  /** Of the callback tokens that the receiver may have, the latest last. */
  readonly digests: readonly string[];
  readonly callback?: ReceivedCallback;
}

export interface WebhookTry {
  readonly number: number;
  /** Epoch ms. */
  readonly begunAt: number;
  /** Of the callback token that went with it. */
  readonly digest?: string;
  /** Absent: nobody knows. */
  readonly sent?: WebhookSent;
}

export interface ReceivedCallback {
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly ending: Exclude<WebhookLooked, { readonly outcome: 'none' | 'over' }>;
}

/** More tries than this without a word of any of them are a fault; the first tokens are forgotten then. */
const MAX_DIGESTS = 50;

export type BegunTry =
  /** The try is noted as `call`, and may be sent. */
  | { readonly outcome: 'begin'; readonly call: WebhookCall }
  /** It was begun before, and nobody knows what became of it. */
  | { readonly outcome: 'in-doubt' }
  /** What became of it is known. */
  | { readonly outcome: 'known'; readonly sent: WebhookSent }
  /** The receiver has called back. */
  | { readonly outcome: 'called-back' }
  /** A later try was begun: this one comes late, and has nothing to do. */
  | { readonly outcome: 'superseded' };

/**
 * How a try begins: what is stored before it is sent. The step that makes it may run twice, late, or beside itself; `doubt`
 * says whether a try that was begun before, with no word of it, may be sent again.
 */
export function beginTry(
  present: WebhookCall | undefined,
  wanted: WebhookTry & RunAttempt & Pick<WebhookCall, 'callId'>,
  doubt: 'repeat' | 'fail',
): BegunTry {
  const { runId, attempt, callId, ...last } = wanted;
  const added = last.digest === undefined ? [] : [last.digest];
  if (present === undefined) {
    return { outcome: 'begin', call: { runId, attempt, callId, last, digests: added } };
  }
  const { last: former } = present;
  if (present.callback !== undefined) return { outcome: 'called-back' };
  if (former.number > last.number) return { outcome: 'superseded' };
  if (former.number === last.number) {
    if (former.sent !== undefined) return { outcome: 'known', sent: former.sent };
    if (doubt === 'fail') return { outcome: 'in-doubt' };
  }
  const digests = [...present.digests.filter((digest) => !isUseless(digest, former)), ...added];
  return { outcome: 'begin', call: { ...present, last, digests: digests.slice(-MAX_DIGESTS) } };
}

/** Whether nobody outside can have the token that went with a try. */
function isUseless(digest: string, { digest: own, sent }: WebhookTry): boolean {
  return digest === own && sent?.outcome === 'later' && sent.wasRefused;
}

/** Notes what became of a try; of one that is not the last, nothing. */
export function noteSent(call: WebhookCall, number: number, sent: WebhookSent): WebhookCall {
  return call.last.number === number ? { ...call, last: { ...call.last, sent } } : call;
}
