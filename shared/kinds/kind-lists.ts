// Made by `npm run kinds` of the folders in shared/kinds; not to be edited.

import type { JobKind, PlainKind } from '../domain/job/job-work.ts';
import type { KindDescription, PlainKindEntry } from './plain-kind.ts';
import { batchKind } from './batch/kind.ts';
import { databricksKind } from './databricks/kind.ts';
import { edgeKind } from './edge/kind.ts';
import { pipelineKind } from './pipeline/kind.ts';
import { reportCollectionKind } from './report-collection/kind.ts';
import { stabilityKind } from './stability/kind.ts';
import { webhookKind } from './webhook/kind.ts';

/** What people read of each kind. */
export const KIND_DESCRIPTIONS: readonly KindDescription[] = [
  batchKind,
  databricksKind,
  edgeKind,
  pipelineKind,
  reportCollectionKind,
  stabilityKind,
  webhookKind,
];

/** The plain kinds by their names. */
export const PLAIN_KIND_ENTRIES: Readonly<Record<PlainKind, PlainKindEntry>> = {
  batch: batchKind,
  databricks: databricksKind,
  edge: edgeKind,
  pipeline: pipelineKind,
  webhook: webhookKind,
};

/** Which orchestrator does the work of a run, by the kind of its job. */
export const ORCHESTRATORS: Readonly<Record<JobKind, string>> = {
  batch: batchKind.orchestrator,
  databricks: databricksKind.orchestrator,
  edge: edgeKind.orchestrator,
  pipeline: pipelineKind.orchestrator,
  'report-collection': reportCollectionKind.orchestrator,
  stability: stabilityKind.orchestrator,
  webhook: webhookKind.orchestrator,
};
