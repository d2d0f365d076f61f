// Made by `npm run kinds` of the folders in shared/kinds; not to be edited.

import type { JobKind } from '../../shared/domain/job/job-work.ts';
import type { RegisterKind } from './kind-host.ts';
import { registerBatch } from '../../shared/kinds/batch/functions/register.ts';
import { registerDatabricks } from '../../shared/kinds/databricks/functions/register.ts';
import { registerEdge } from '../../shared/kinds/edge/functions/register.ts';
import { registerPipeline } from '../../shared/kinds/pipeline/functions/register.ts';
import { registerReportCollection } from '../../shared/kinds/report-collection/functions/register.ts';
import { registerStability } from '../../shared/kinds/stability/functions/register.ts';
import { registerWebhook } from '../../shared/kinds/webhook/functions/register.ts';

/** What brings each kind into the app. */
export const KIND_REGISTRATIONS: Readonly<Record<JobKind, RegisterKind>> = {
  batch: registerBatch,
  databricks: registerDatabricks,
  edge: registerEdge,
  pipeline: registerPipeline,
  'report-collection': registerReportCollection,
  stability: registerStability,
  webhook: registerWebhook,
};
