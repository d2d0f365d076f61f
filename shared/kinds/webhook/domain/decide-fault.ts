import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { hostOf, type WebhookTask } from './webhook-task.ts';

/** A call that had no answer, or was not made. */
export interface CallFault {
  readonly reason: string;
  /** Names the host at most. */
  readonly message: string;
  readonly isTransient: boolean;
  readonly wasSent: boolean;
}

export type FaultDecision =
  | { readonly outcome: 'later'; readonly failure: RunFailure; readonly wasRefused: boolean }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

const ADDRESS: ReadonlySet<string> = new Set(['address-refused', 'bad-url', 'too-many-redirects']);

/**
 * What follows a call without an answer. One that was not sent may always be made again. One that may have been carried
 * out is made again with the same idempotency key, or not at all, as the task says.
 */
export function decideFault(
  { url, method, unanswered }: Pick<WebhookTask, 'url' | 'method' | 'unanswered'>,
  { reason, message, isTransient, wasSent }: CallFault,
): FaultDecision {
  const host = hostOf({ url });
  if (ADDRESS.has(reason)) {
    const advice =
      reason === 'too-many-redirects'
        ? 'It redirects, which is not followed: give the job the address that it redirects to.'
        : 'Mend the job\'s "url", or let the settings allow its address.';
    const failure = { reason: 'address-refused', message: `${host}: ${message} ${advice}` } as const;
    return { outcome: 'rejected', failure };
  }
  if (wasSent && unanswered === 'fail' && method !== 'GET') {
    return { outcome: 'rejected', failure: answerLost(host, message) };
  }
  if (reason === 'encoding-refused') {
    const failure = { reason: 'answer-not-expected', message: `${host}: ${message}` } as const;
    return { outcome: 'rejected', failure };
  }
  const failure = { reason: 'service-failed', message: `${host}: ${message}` } as const;
  // A certificate does not mend itself; a name may be known again in a minute.
  const mayPass = isTransient || reason === 'name-not-found';
  return mayPass ? { outcome: 'later', failure, wasRefused: !wasSent } : { outcome: 'rejected', failure };
}

/** A call that may have been carried out, and is not to be made twice. */
export function answerLost(host: string, message: string): RunFailure {
  return {
    reason: 'answer-lost',
    message:
      `${host}: ${message} The call may have been carried out, and the job does not repeat it (unanswered: fail). ` +
      'Look there what has become of it; a retry by hand calls again.',
  };
}
