import type { AlertChannel } from '../../domain/alert/alert-channel.ts';
import type { AlertRuleDefinition } from '../../domain/alert/alert-rule.ts';
import type { Issue } from '../../domain/errors.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { Secrets } from '../ports/secrets.ts';

/** What is wrong with the secrets that a rule's channels name. */
export function channelSecretIssues(secrets: Secrets, channels: readonly AlertChannel[]): readonly Issue[] {
  return channels.flatMap((channel, index) => {
    const named = secretOf(channel);
    if (named === undefined || secrets.get(named.secret) !== undefined) return [];
    const message = `there is no secret '${named.secret}': set the app setting SECRETS__${named.secret}`;
    return [{ pointer: `/channels/${index}/${named.field}`, message }];
  });
}

function secretOf(channel: AlertChannel): { readonly field: string; readonly secret: string } | undefined {
  switch (channel.type) {
    case 'email':
    case 'recipients':
      return undefined;
    case 'webhook':
      return { field: 'signingSecret', secret: channel.signingSecret };
    case 'teams':
    case 'slack':
      return { field: 'urlSecret', secret: channel.urlSecret };
  }
}

interface Stores {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly models: Pick<ModelStore, 'get'>;
}

/** Something of a rule that is taken, and seldom meant so. */
export interface AlertRuleWarning extends Issue {
  readonly code: 'unknown-in-scope' | 'never-met';
}

/** What the author of a rule may not have meant. */
export async function alertRuleWarnings(
  stores: Stores,
  rule: AlertRuleDefinition,
): Promise<readonly AlertRuleWarning[]> {
  const unknown = await unknownInScope(stores, rule);
  return [
    ...unknown.map((issue) => ({ ...issue, code: 'unknown-in-scope' as const })),
    ...neverMet(rule).map((issue) => ({ ...issue, code: 'never-met' as const })),
  ];
}

/** A lock is several jobs', so a rule that looks at some jobs is not told of it. */
function neverMet({ scope, conditions }: AlertRuleDefinition): readonly Issue[] {
  if (Object.keys(scope).length === 0) return [];
  const message = 'is met by rules without a scope only: a lock belongs to no single job';
  return conditions.flatMap(({ type }, index) =>
    type === 'lock-broken' ? [{ pointer: `/conditions/${index}`, message }] : [],
  );
}

/**
 * The jobs and models that a rule names and its value stream does not have: it says nothing of them until it has. They are
 * no faults, as a rule may come before its jobs and outlive them; and one that another value stream has is told in the
 * same words as one that nobody has, so that nobody learns of it.
 */
async function unknownInScope(
  { jobs, models }: Stores,
  { scope: { jobIds = [], modelIds = [] }, valueStream }: Pick<AlertRuleDefinition, 'scope' | 'valueStream'>,
): Promise<readonly Issue[]> {
  const found = await Promise.all([
    ...jobIds.map(async (jobId, index) => {
      const job = (await jobs.get(jobId))?.value;
      const isOwn = job?.state !== 'deleted' && job?.valueStream === valueStream;
      return isOwn ? [] : [unknown('job', jobId, `/scope/jobIds/${index}`)];
    }),
    ...modelIds.map(async (modelId, index) => {
      const isOwn = (await models.get(modelId))?.value.valueStream === valueStream;
      return isOwn ? [] : [unknown('model', modelId, `/scope/modelIds/${index}`)];
    }),
  ]);
  return found.flat();
}

function unknown(what: string, id: string, pointer: string): Issue {
  return { pointer, message: `there is no ${what} '${id}' in this value stream; nothing is told of it` };
}
