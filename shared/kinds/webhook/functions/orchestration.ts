import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stop } from '../../../../functions/orchestrators/run-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { PlainResult } from '../../../domain/run/plain-result.ts';
import {
  WEBHOOK_JOB,
  WEBHOOK_LOOK,
  WEBHOOK_POLL,
  WEBHOOK_SEND,
  WEBHOOK_STOP,
  webhookLooked,
  webhookPolled,
  webhookProgress,
  webhookSent,
  type WebhookProgress,
} from '../contracts/webhook-run.ts';
import { CALLBACK_LOOK_MS } from '../domain/callback-looks.ts';
import type { WebhookSent, WorkDone } from '../domain/outcomes.ts';

type Step = Generator<Task, Move<WebhookProgress>, unknown>;

/** Sends the call until it is taken, then waits for its work: by the answer, by polling, or by a callback. */
export const webhookOrchestration: PlainOrchestration<WebhookProgress> = {
  name: WEBHOOK_JOB,
  state: webhookProgress,
  begin: () => ({
    ...{ next: 'send', tries: 0, failures: 0, looks: 0, restsUntil: 0, stopsBy: 'nothing' },
  }),
  *advance(work, progress) {
    const { next, restsUntil } = progress;
    if (work.now < restsUntil) return yield* rest(work, progress);
    switch (next) {
      case 'send':
        return yield* send(work, progress);
      case 'poll':
        return yield* poll(work, progress);
      case 'callback':
        return yield* lookForCallback(work, progress);
    }
  },
  stop,
  lastFailure: ({ lastFailure }) => lastFailure,
};

function* rest(work: RunWork, progress: WebhookProgress): Step {
  const { next, restsUntil } = progress;
  const rested = yield* next === 'callback' ? work.restUntilWoken(restsUntil) : work.restUntil(restsUntil);
  if (rested !== 'rested') return { outcome: rested };
  // Woken before its time: there is something to see.
  return moved({ ...progress, restsUntil: Math.min(restsUntil, work.now) });
}

function* send(work: RunWork, progress: WebhookProgress): Step {
  const { failures } = progress;
  const tries = progress.tries + 1;
  tell(work, { ...progress, tries });
  // To its end, and not only as long as the run is wanted: what the call has begun could not be called off otherwise. A
  // run that was cancelled meanwhile finds out at its next rest.
  const stepped = yield* work.lastStep(WEBHOOK_SEND, { number: tries, failures });
  const sent = readAnswer(webhookSent, stepped);
  switch (sent.outcome) {
    case 'done':
      return { outcome: 'succeeded', result: toResult(sent, { ...progress, tries }) };
    case 'accepted':
      return moved(accepted(work, { ...progress, tries }, sent));
    case 'later':
      return tryLater(work, { ...progress, tries }, sent);
    case 'rejected':
    case 'over':
    case 'broken':
    case 'cancelled':
    case 'timed-out':
      return ended(sent);
  }
}

function tryLater(
  { now }: RunWork,
  progress: WebhookProgress,
  { failure, pauseMs, isBusy, isLast }: Extract<WebhookSent, { readonly outcome: 'later' }>,
): Move<WebhookProgress> {
  if (isLast) return { outcome: 'failed', failure };
  const failures = progress.failures + (isBusy ? 0 : 1);
  return moved({ ...progress, failures, restsUntil: now + pauseMs, lastFailure: failure });
}

function accepted(
  work: RunWork,
  { lastFailure: _refused, ...progress }: WebhookProgress,
  { waitsFor, address, pauseMs, stopsBy }: Extract<WebhookSent, { readonly outcome: 'accepted' }>,
): WebhookProgress {
  const waiting = {
    ...{ ...progress, next: waitsFor, stopsBy },
    // A callback may have come before the answer.
    restsUntil: waitsFor === 'callback' ? 0 : work.now + pauseMs,
    ...(address !== undefined && { address }),
  };
  tell(work, waiting);
  return waiting;
}

function* poll(work: RunWork, progress: WebhookProgress): Step {
  const looks = progress.looks + 1;
  const { address = '' } = progress;
  const polled = readAnswer(webhookPolled, yield* work.step(WEBHOOK_POLL, { address, looks }));
  if (polled.outcome === 'done') {
    return { outcome: 'succeeded', result: toResult(polled, { ...progress, looks }) };
  }
  // A run that was cancelled may find out by itself before it is told: its work is to be called off all the same.
  if (polled.outcome === 'over') yield* stop(work, progress);
  if (polled.outcome !== 'later') return ended(polled);
  const waiting = { ...progress, looks, restsUntil: work.now + polled.pauseMs, lastFailure: polled.failure };
  tell(work, waiting);
  return moved(waiting);
}

function* stop(work: RunWork, { address, stopsBy }: WebhookProgress): Generator<Task, void, unknown> {
  if (stopsBy === 'delete' && address !== undefined) yield* work.lastStep(WEBHOOK_STOP, { address });
}

function* lookForCallback(work: RunWork, progress: WebhookProgress): Step {
  const looked = readAnswer(webhookLooked, yield* work.step(WEBHOOK_LOOK));
  if (looked.outcome === 'done') return { outcome: 'succeeded', result: toResult(looked, progress) };
  if (looked.outcome !== 'none') return ended(looked);
  return moved({
    ...{ ...progress, looks: progress.looks + 1, restsUntil: work.now + CALLBACK_LOOK_MS },
    lastFailure: {
      reason: 'timed-out',
      message: 'The service took the call, and has not called back in time.',
    },
  });
}

function toResult(
  { host, status, message, output, ...rest }: WorkDone & { readonly durationMs?: number },
  { tries, looks, next }: WebhookProgress,
): PlainResult {
  const ending = status === undefined ? 'called back' : `answered ${status}`;
  const said = message === undefined ? '' : `: ${message}`;
  return {
    kind: 'webhook',
    words: `${host} ${ending}${said}${said.endsWith('.') ? '' : '.'}`,
    figures: {
      ...(status !== undefined && { status }),
      ...(rest.durationMs !== undefined && { 'duration, ms': rest.durationMs }),
      tries,
      ...(next === 'poll' && { polls: looks }),
    },
    ...(output !== undefined && { output }),
  };
}

/** Shown while the run is going: no address, which may be nobody's business. */
function tell(work: RunWork, { next, tries, looks }: WebhookProgress): void {
  work.tell({ phase: PHASES[next], tries, ...(looks > 0 && { looks }) });
}

const PHASES = { send: 'calling', poll: 'polling', callback: 'waiting for the callback' } as const;

type Ended =
  | { readonly outcome: 'over' | Stop }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure }
  | { readonly outcome: 'broken'; readonly message: string };

function ended(answer: Ended): Move<WebhookProgress> {
  switch (answer.outcome) {
    case 'rejected':
      return { outcome: 'failed', failure: answer.failure };
    case 'broken':
      return { outcome: 'failed', failure: { reason: 'retries-exhausted', message: answer.message } };
    case 'over':
    case 'cancelled':
    case 'timed-out':
      return { outcome: answer.outcome };
  }
}

function moved(state: WebhookProgress): Move<WebhookProgress> {
  return { outcome: 'moved', state };
}
