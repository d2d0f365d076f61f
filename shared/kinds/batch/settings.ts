import { z } from 'zod';
import type { Issue } from '../../domain/errors.ts';
import { NO_SOURCE_CLAIM } from './domain/batch-source.ts';

/** An empty setting is one that is left out. */
const optional = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

/** The same of one that has a default. */
function orUsual<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema);
}

const name = z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a name of Kubernetes');

/** The app settings of batches. Without a kubeconfig there is no cluster, and runs fail and say so. */
export const batchSettings = z.object({
  /** A file of that kind that leads to the cluster, or `in-cluster` where the app runs in a pod of it. */
  BATCH__kubeconfig: optional,
  /** In place of the file: the secret (an app setting) that holds its text. */
  BATCH__kubeconfigSecret: optional,
  /** In place of the file's current context. */
  BATCH__context: optional,
  /** The secret (an app setting) that holds a bearer token, in place of the file's credentials. */
  BATCH__tokenSecret: optional,
  /** Where Jobs are made. */
  BATCH__namespace: orUsual(name.default('evenkeel')),
  /** The claim of a volume that many nodes may write to, where sources are fetched to. */
  BATCH__sourceClaim: optional.pipe(name.optional()),
  /** An image with git and a shell. */
  BATCH__fetchImage: orUsual(z.string().min(1).default('alpine/git:2.49.1')),
  /** How long Jobs are kept after their end. */
  BATCH__keepSeconds: orUsual(z.coerce.number().int().min(0).max(2_592_000).default(3600)),
  /** How long a look at running Jobs waits for a change before it answers; 0: it does not. */
  BATCH__watchSeconds: orUsual(z.coerce.number().int().min(0).max(25).default(20)),
});

export type BatchSettings = z.output<typeof batchSettings>;

export const NO_CLUSTER =
  'There is no cluster: set BATCH__kubeconfig to a kubeconfig file, or BATCH__kubeconfigSecret to the secret that holds one.';

/** What a batch asks for that the settings do not have; pointers are within its task. */
export function batchIssues(settings: BatchSettings, hasSource: boolean): readonly Issue[] {
  const hasCluster =
    settings.BATCH__kubeconfig !== undefined || settings.BATCH__kubeconfigSecret !== undefined;
  const lacksClaim = hasSource && settings.BATCH__sourceClaim === undefined;
  return [
    ...(hasCluster ? [] : [{ pointer: '', message: NO_CLUSTER }]),
    ...(lacksClaim ? [{ pointer: '/source', message: NO_SOURCE_CLAIM }] : []),
  ];
}
