import type { BlobServiceClient } from '@azure/storage-blob';
import type { Client } from '../client.ts';
import { uploadText } from '../examples/upload-text.ts';
import { baselineCsv, dayCsv } from './showcase-data.ts';
import { SHOWCASE_MODELS, type ShowcaseModel } from './showcase-models.ts';

const DAY_MS = 24 * 60 * 60_000;
/** For all of them together a minute is usual. */
const BACKFILL_DEADLINE_MS = 10 * 60_000;

const AUTHOR = 'ada';

export interface Showcase {
  readonly client: Client;
  readonly blobs: BlobServiceClient;
  /** Epoch ms; the showcase ends here. */
  readonly now: number;
  /** How many days it goes back. */
  readonly days: number;
  readonly models?: readonly ShowcaseModel[];
}

/**
 * Fills a running stack with models that have been measured each day for a while, and with what happens to jobs: one
 * fails, one is paused. Everything goes the way that a person's would go: files, `apply`, backfills. Doing it again on
 * the same day changes nothing. It answers when all backfills have begun; `backfillsAreDone` waits for their runs.
 */
export async function fillShowcase(showcase: Showcase): Promise<void> {
  await measureModels(showcase);
  await addTroubles(showcase);
}

/** The models alone: scheduled, with a backfill of each begun. */
export async function measureModels({ models = SHOWCASE_MODELS, ...to }: Showcase): Promise<void> {
  for (const model of models) await scheduleModel(model, to);
  for (const model of models) await backfill(model, to);
}

/** Resolves when each run that the showcase asked for has ended. */
export async function backfillsAreDone({ client, models = SHOWCASE_MODELS }: Showcase): Promise<void> {
  for (const { modelId } of models) {
    await client.untilBackfilled(jobIdOf(modelId), BACKFILL_DEADLINE_MS);
  }
}

function jobIdOf(modelId: string): string {
  return `${modelId}-daily`;
}

async function scheduleModel(model: ShowcaseModel, { client, blobs, now, days }: Showcase): Promise<void> {
  const { modelId, valueStream, description, owner, tags } = model;
  await uploadText(blobs, `baselines/${valueStream}/${modelId}.csv`, baselineCsv(model));
  for (let day = 0; day <= days; day += 1) {
    await uploadText(blobs, dataPath(model, dateOf(now - (days - day) * DAY_MS)), dayCsv(model, day, days));
  }
  const labels = { description, ...(tags === undefined ? {} : { tags }) };
  await client.saveModel(modelId, { valueStream, owner, ...labels });
  await client.ensureJob(definitionOf(model, labels));
}

function definitionOf(model: ShowcaseModel, labels: object) {
  const { modelId, valueStream, cron, timeZone, owner, isMeasuredBySegment } = model;
  return {
    ...{ jobId: jobIdOf(modelId), kind: 'stability', valueStream, ...labels },
    task: {
      modelId,
      baseline: `baselines/${valueStream}/${modelId}.csv`,
      current: dataPath(model, '{yyyy}-{MM}-{dd}'),
      ...{ scoreColumn: 'score', recipients: [owner] },
      ...(isMeasuredBySegment === true ? { bins: { segmentBy: ['channel'] } } : {}),
    },
    recurrences: [{ type: 'cron', expression: cron, timeZone }],
    policies: { overlap: 'allow-all', pauseAfterFailures: 5 },
  };
}

function dataPath({ valueStream, modelId }: ShowcaseModel, date: string): string {
  return `datasets/${valueStream}/${modelId}/${date}.csv`;
}

async function backfill({ modelId }: ShowcaseModel, { client, now, days }: Showcase): Promise<void> {
  await client.tellJob(jobIdOf(modelId), 'backfills', {
    ...{ from: instant(now - days * DAY_MS), until: instant(now - 60_000) },
    ...{ maxConcurrent: 4, author: AUTHOR, reason: 'The history of the model, for comparison.' },
  });
}

/** What a page has to show beside what goes well; on files of `transfer-fraud` and `behaviour-score`. */
async function addTroubles({ client }: Showcase): Promise<void> {
  await client.ensureJob({
    jobId: 'partner-feed-check',
    ...{ kind: 'stability', valueStream: 'payments' },
    ...{ description: 'The file of a partner, who is often late', tags: ['partner'] },
    task: {
      ...{ modelId: 'partner-feed', scoreColumn: 'score' },
      baseline: 'baselines/payments/transfer-fraud.csv',
      current: 'datasets/payments/partner/{yyyy}-{MM}-{dd}.csv',
    },
    recurrences: [{ type: 'cron', expression: '*/15 * * * *', timeZone: 'Europe/Berlin' }],
  });
  await client.tellJob('partner-feed-check', 'runs', {
    author: AUTHOR,
    reason: 'Is the file of today there?',
  });
  await client.ensureJob({
    jobId: 'legacy-score-weekly',
    ...{ kind: 'stability', valueStream: 'lending' },
    description: 'The former application score, until it is switched off',
    task: {
      ...{ modelId: 'legacy-score', scoreColumn: 'score' },
      baseline: 'baselines/lending/behaviour-score.csv',
      current: 'datasets/lending/behaviour-score/{yyyy}-{MM}-{dd}.csv',
    },
    recurrences: [{ type: 'cron', expression: '0 7 * * MON', timeZone: 'America/New_York' }],
  });
  await client.tellJob('legacy-score-weekly', 'pause', {
    ...{ author: AUTHOR, reason: 'Switched off for the audit; back in December.' },
  });
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function dateOf(ms: number): string {
  return instant(ms).slice(0, 10);
}
