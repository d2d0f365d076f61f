import type { Secrets } from '../../../application/ports/secrets.ts';
import { namedSecrets } from '../../../domain/job/named-secrets.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { WebhookTask } from '../domain/webhook-task.ts';

export type TaskSecrets =
  | { readonly outcome: 'found'; readonly secrets: Readonly<Record<string, string>> }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/** The secrets that a task names, by their names. They were there when the job was scheduled. */
export function secretsOf(task: WebhookTask, secrets: Secrets): TaskSecrets {
  const found: Record<string, string> = {};
  for (const { name, pointer } of namedSecrets(task)) {
    const value = secrets.get(name);
    if (value === undefined) return { outcome: 'rejected', failure: missing(name, pointer) };
    found[name] = value;
  }
  return { outcome: 'found', secrets: found };
}

function missing(name: string, pointer: string): RunFailure {
  const message =
    `There is no secret '${name}' for the task's "${pointer}" any more. Set the app setting SECRETS__${name}, then ` +
    'retry the run.';
  return { reason: 'secret-not-found', message };
}
