import type { LoadedWork } from '../../../application/load-plain-work.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { attemptIdOf } from '../../../domain/run/run-id.ts';
import { missingValues, placeholderValues, type PlaceholderValues } from '../../fill-placeholders.ts';
import { composeCall, type ComposedCall } from './compose-call.ts';
import { idempotencyKeyOf } from '../domain/idempotency-key.ts';
import { redactorOf, type Redact } from '../domain/redact.ts';
import { hostOf, type WebhookTask } from '../domain/webhook-task.ts';
import type { CallSigner } from './ports/call-signer.ts';
import { secretsOf } from './task-secrets.ts';

export type Loaded = Extract<LoadedWork<WebhookTask>, { readonly outcome: 'loaded' }>;

export interface PreparedCall {
  readonly outcome: 'prepared';
  readonly call: ComposedCall;
  readonly secrets: Readonly<Record<string, string>>;
  readonly redact: Redact;
}

interface Rejected {
  readonly outcome: 'rejected';
  readonly failure: RunFailure;
}

interface Dependencies {
  readonly secrets: Secrets;
  readonly signer: CallSigner;
  readonly clock: Clock;
}

/** The call of a run, filled and signed; or why there is none. */
export function prepareCall(
  dependencies: Dependencies,
  { task, run, interval }: Loaded,
  callback: { readonly url: string; readonly token: string } | undefined,
): PreparedCall | Rejected {
  const found = secretsOf(task, dependencies.secrets);
  if (found.outcome === 'rejected') return found;
  const { secrets } = found;
  const values = placeholderValues(run, interval, task.timeZone);
  const lacking = missingValues(
    [task.url, task.query, task.headers, task.body],
    withCallback(values, callback),
  );
  if (lacking !== undefined) return { outcome: 'rejected', failure: lacking };
  const idempotencyKey = idempotencyKeyOf(task, run);
  const callbackUrl = callback?.url;
  const composed = compose(task, {
    ...{ values, secrets, idempotencyKey },
    ...(callbackUrl !== undefined && { callbackUrl }),
  });
  if ('outcome' in composed) return composed;
  const id = idempotencyKey ?? attemptIdOf(run.runId, run.attempt);
  const signed = sign(dependencies, { task, secrets, call: composed, id });
  if ('outcome' in signed) return signed;
  const hidden = [...Object.values(secrets), ...(callback === undefined ? [] : [callback.token])];
  return { outcome: 'prepared', call: signed, secrets, redact: redactorOf(hidden) };
}

function withCallback(
  values: PlaceholderValues,
  callback: { readonly url: string } | undefined,
): PlaceholderValues {
  return (name) => (name === 'callbackUrl' ? callback?.url : values(name));
}

function compose(task: WebhookTask, filling: Parameters<typeof composeCall>[1]): ComposedCall | Rejected {
  try {
    return composeCall(task, filling);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${hostOf(task)}: the call cannot be made. ${error.message}`;
    return { outcome: 'rejected', failure: { reason: 'address-refused', message } };
  }
}

function sign(
  { signer, clock }: Dependencies,
  {
    task,
    secrets,
    call,
    id,
  }: {
    readonly task: WebhookTask;
    readonly secrets: Readonly<Record<string, string>>;
    readonly call: ComposedCall;
    readonly id: string;
  },
): ComposedCall | Rejected {
  if (task.signing === undefined) return call;
  const { secret, previous } = task.signing;
  const names = previous === undefined ? [secret] : [secret, previous.secret];
  const signature = signer.sign({
    ...{ id, at: clock.now(), body: call.body ?? '' },
    secrets: names.map((name) => secrets[name] ?? ''),
  });
  if (signature !== undefined) return { ...call, headers: { ...call.headers, ...signature } };
  const message = `A secret of '${names.join("', '")}' cannot sign: it ${signer.rule}. Set it anew, then retry the run.`;
  return { outcome: 'rejected', failure: { reason: 'secret-not-found', message } };
}
