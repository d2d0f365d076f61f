import { InvalidInput } from '../../../domain/errors.ts';
import { pollPauseMs } from '../../../domain/report/next-poll.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { OutgoingFault } from '../../../application/ports/outgoing-http.ts';
import type { Decided } from '../domain/decide-answer.ts';
import { answerLost, decideFault } from '../domain/decide-fault.ts';
import type { WebhookSent } from '../domain/outcomes.ts';
import { hideSecrets, pollAddressOf } from '../domain/poll-address.ts';
import { retryPauseMs } from '../domain/retry-pause.ts';
import { CALLBACK_LOOK_MS } from '../domain/callback-looks.ts';
import { hostOf, type WebhookTask } from '../domain/webhook-task.ts';

/** A try, and what it was sent with. */
export interface SentTry {
  readonly task: WebhookTask;
  /** Of the attempt: spreads pauses. */
  readonly name: string;
  /** Tries before it that failed and count. */
  readonly failures: number;
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly durationMs: number;
}

/** What the answer to a try comes to. */
export function toSent(decided: Decided, sent: SentTry): WebhookSent {
  const { task, durationMs } = sent;
  switch (decided.outcome) {
    case 'done':
      return { ...decided, host: hostOf(task), durationMs };
    case 'accepted':
      return accepted(decided, sent);
    case 'later':
      return later(decided, sent);
    case 'lost':
      return task.unanswered === 'fail' && task.method !== 'GET'
        ? { outcome: 'rejected', failure: answerLost(hostOf(task), 'The answer broke off.') }
        : later(decided, sent);
    case 'rejected':
      return decided;
  }
}

/** What a try comes to that had no answer, or could not be made. Rethrows what is neither. */
export function toUnanswered(error: unknown, sent: SentTry): WebhookSent {
  const { task } = sent;
  if (error instanceof InvalidInput) {
    // Of the client's own check: it repeats no value.
    const faults = error.issues.map(({ pointer, message }) => `${pointer}: ${message}`).join(' ');
    const message = `${hostOf(task)}: the call cannot be made. ${faults} Mend the job's headers or what fills them.`;
    return { outcome: 'rejected', failure: { reason: 'address-refused', message } };
  }
  if (!(error instanceof OutgoingFault)) throw error;
  const decided = decideFault(task, error);
  if (decided.outcome === 'rejected') return decided;
  return { ...later(decided, sent), wasRefused: decided.wasRefused };
}

function accepted(
  { status, address, retryAfterMs }: Extract<Decided, { readonly outcome: 'accepted' }>,
  { task, url, secrets }: SentTry,
): WebhookSent {
  if (address === undefined) {
    const waits = { waitsFor: 'callback', pauseMs: CALLBACK_LOOK_MS, stopsBy: 'nothing' } as const;
    return { outcome: 'accepted', status, ...waits };
  }
  const absolute = pollAddressOf(address, url);
  if (absolute === undefined) {
    const message = `${hostOf(task)} answered ${status}, but the address that it tells for the work's state cannot be asked.`;
    return { outcome: 'rejected', failure: { reason: 'answer-not-expected', message } };
  }
  return {
    ...{ outcome: 'accepted', status, waitsFor: 'poll', address: hideSecrets(absolute, secrets) },
    pauseMs: retryAfterMs ?? pollPauseMs(task.poll, 1),
    stopsBy: task.poll.onCancel,
  };
}

function later(
  { failure, retryAfterMs }: { readonly failure: RunFailure; readonly retryAfterMs?: number },
  { task, name, failures }: SentTry,
): Extract<WebhookSent, { readonly outcome: 'later' }> {
  // To be asked to come later is no failure: it lasts as long as the attempt may.
  const isBusy = failure.reason === 'service-busy';
  const counted = failures + (isBusy ? 0 : 1);
  const pauseMs = retryPauseMs(task.tries, {
    ...{ failures: Math.max(1, failures + 1), name },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
  const isLast = !isBusy && counted >= task.tries.maxTries;
  return { outcome: 'later', failure, pauseMs, isBusy, wasRefused: isBusy, isLast };
}
