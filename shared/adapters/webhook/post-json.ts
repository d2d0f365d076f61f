import type { SendOutcome } from '../../application/ports/alert-sender.ts';
import type { Clock } from '../../application/ports/environment.ts';
import { OutgoingFault, type OutgoingHttp } from '../../application/ports/outgoing-http.ts';
import { readRetryAfter } from '../../domain/report/retry-after.ts';

export interface PostingDeps {
  readonly http: OutgoingHttp;
  readonly clock: Clock;
  /** Until a receiver's answer has begun. Default 20 s. */
  readonly answerWithinMs?: number;
}

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What stands for the receiver in what people read: never an address that is a secret. */
  readonly receiver: string;
}

const ANSWER_WITHIN_MS = 20_000;
/** A receiver that wants to be left alone for longer is asked again all the same. */
const MAX_RETRY_AFTER_MS = 3_600_000;
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts JSON to a receiver and says what became of it by the status alone: the body of the answer is not read. Redirects are
 * not followed, so that what is signed or addressed to one place does not go to another. Never throws.
 */
export async function postJson(
  { http, clock, answerWithinMs = ANSWER_WITHIN_MS }: PostingDeps,
  { url, headers, body, receiver }: Posting,
): Promise<SendOutcome> {
  try {
    const response = await http.send({
      ...{ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body },
      ...{ headTimeoutMs: answerWithinMs, idleTimeoutMs: answerWithinMs, totalTimeoutMs: answerWithinMs },
      // None of it is taken in, whatever length it says to have.
      ...{ maxBytes: Number.MAX_SAFE_INTEGER, maxRedirects: 0 },
    });
    response.discard();
    const retryAfterMs = readRetryAfter(response.headers['retry-after'], clock.now());
    return toOutcome(response.status, receiver, retryAfterMs);
  } catch (error) {
    return toFault(error, receiver);
  }
}

function toOutcome(status: number, receiver: string, retryAfterMs: number | undefined): SendOutcome {
  if (status >= 200 && status < 300) return { outcome: 'sent' };
  const isTransient = status >= 500 || TRANSIENT.has(status);
  return {
    outcome: 'not-sent',
    reason: `${receiver} answered ${status}${ADVICE[status] ?? ''}.`,
    isTransient,
    ...(isTransient &&
      retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) }),
  };
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ': it does not accept the message; see its secret',
  403: ': it does not accept the message; see its secret',
  404: ': there is nothing at its address',
  410: ': it is gone for good; take it out of the rule',
  429: ': it has too much to do',
};

const FAULTS: Readonly<Record<OutgoingFault['reason'], string>> = {
  'address-refused': 'has an address that the settings do not let be called',
  'name-not-found': 'has a name that cannot be resolved',
  'connection-failed': 'could not be reached, or its certificate is not valid',
  'timed-out': 'did not answer in time',
  'too-slow': 'did not answer in time',
  'too-large': 'answered too much',
  truncated: 'broke off its answer',
  'too-many-redirects': 'redirects to another address, which is not followed; set that one',
  'encoding-refused': 'answered in an encoding that was not asked for',
  'bad-url': 'has an address that cannot be used, or redirects to another one, which is not followed',
};

/** Without the fault's own message, which names the host: where the address is a secret, that is a part of it. */
function toFault(error: unknown, receiver: string): SendOutcome {
  if (!(error instanceof OutgoingFault)) {
    return { outcome: 'not-sent', reason: `${receiver} could not be called.`, isTransient: true };
  }
  const { reason, isTransient } = error;
  return { outcome: 'not-sent', reason: `${receiver} ${FAULTS[reason]} (${reason}).`, isTransient };
}
