import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import { OutgoingFault, type OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import { pollPauseMs } from '../../../domain/report/next-poll.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { ComposedCall } from './compose-call.ts';
import { decideLook, type Decided } from '../domain/decide-answer.ts';
import { decideFault } from '../domain/decide-fault.ts';
import type { WebhookPolled } from '../domain/outcomes.ts';
import { isOfService, showSecrets } from '../domain/poll-address.ts';
import { hostOf, type WebhookTask } from '../domain/webhook-task.ts';
import { callService } from './call-service.ts';
import type { CallSigner } from './ports/call-signer.ts';
import { prepareCall, type Loaded, type PreparedCall } from './prepare-call.ts';

export interface PollDependencies {
  readonly loadWork: LoadPlainWork<WebhookTask>;
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly signer: CallSigner;
  readonly clock: Clock;
}

/** A look at the work; `looks` counts them from 1. `address` has secrets by their names. */
export interface Look extends RunAttempt {
  readonly address: string;
  readonly looks: number;
}

/** Redirects are followed: services send whoever polls on to what was made. */
const MAX_REDIRECTS = 3;

/** Asks once how the work stands. Throws NotFound for an unknown run, Unavailable when a retry may help. */
export function createPollWebhook(dependencies: PollDependencies): (look: Look) => Promise<WebhookPolled> {
  return async (look) => {
    const loaded = await dependencies.loadWork(look);
    if (loaded.outcome !== 'loaded') return loaded;
    const { task } = loaded;
    const prepared = prepareCall(dependencies, unsigned(loaded), undefined);
    if (prepared.outcome === 'rejected') return prepared;
    const decided = await ask(dependencies, look, { task, prepared });
    return toPolled(decided, look, task);
  };
}

/** Tells the service, once, that nobody waits any longer. A service that does not hear of it is not waited for. */
export function createStopWebhook(
  dependencies: PollDependencies & { readonly loadEnded: LoadPlainWork<WebhookTask> },
): (given: RunAttempt & { readonly address: string }) => Promise<void> {
  return async (given) => {
    const loaded = await dependencies.loadEnded(given);
    // What has come to its end is not called off: with some services that would take its result away.
    if (loaded.outcome !== 'loaded' || loaded.run.state === 'succeeded') return;
    const prepared = prepareCall(dependencies, unsigned(loaded), undefined);
    if (prepared.outcome === 'rejected') return;
    const call = callAt('DELETE', given.address, prepared);
    try {
      await callService(dependencies, {
        ...{ call, answerSeconds: loaded.task.answerSeconds, maxRedirects: 0 },
      });
    } catch (error) {
      if (!(error instanceof OutgoingFault)) throw error;
    }
  };
}

/** A look has no body to sign. */
function unsigned({ task: { signing: _signing, body: _body, ...task }, ...loaded }: Loaded): Loaded {
  return { ...loaded, task: { ...task, method: 'GET' } };
}

function callAt(method: 'GET' | 'DELETE', address: string, { call, secrets }: PreparedCall): ComposedCall {
  const url = showSecrets(address, secrets);
  const { 'content-type': _type, 'idempotency-key': _key, ...headers } = call.headers;
  return { method, url, headers: isOfService(url, call.url) ? headers : {} };
}

async function ask(
  dependencies: PollDependencies,
  { address, looks }: Look,
  { task, prepared }: { readonly task: WebhookTask; readonly prepared: PreparedCall },
): Promise<Decided> {
  const call = callAt('GET', address, prepared);
  const { redact } = prepared;
  try {
    const { answerSeconds } = task;
    const answer = await callService(dependencies, { call, answerSeconds, maxRedirects: MAX_REDIRECTS });
    return decideLook(task, answer, { looks, redact });
  } catch (error) {
    if (error instanceof InvalidInput) {
      const message = `${hostOf(task)}: the work's state cannot be asked for. Mend the job's headers.`;
      return { outcome: 'rejected', failure: { reason: 'address-refused', message } };
    }
    if (!(error instanceof OutgoingFault)) throw error;
    return decideFault({ ...task, method: 'GET' }, error);
  }
}

function toPolled(decided: Decided, { looks }: Look, task: WebhookTask): WebhookPolled {
  switch (decided.outcome) {
    case 'done':
      return { ...decided, host: hostOf(task) };
    case 'later':
      return {
        ...{ outcome: 'later', failure: decided.failure },
        pauseMs: pollPauseMs(task.poll, looks + 1, decided.retryAfterMs),
      };
    case 'rejected':
      return decided;
    case 'accepted':
    case 'lost':
      throw new Error(`A look cannot be ${decided.outcome}.`);
  }
}
