import fc from 'fast-check';
import { createExampleWorld } from '../support/example-world.ts';
import { createAnswerCheck, type AnswerCheck } from './answer-checks.ts';
import { isChanging, readDocument, type ApiDocument, type DocumentedOperation } from './api-document.ts';
import { drivenExample, pathsIn, sendIn, type DrivenWorld } from './driven-world.ts';
import { requestArbitrary } from './request-arbitrary.ts';

/** Answers by their operation and status. */
export type Answered = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Sends so many generated requests to the operations of the app's own document, and checks each answer against it: never
 * 500, a status, content type and body that are documented. What is changed is changed in a world made anew.
 *
 * @throws Error with the seed and the smallest request that is answered otherwise.
 */
export async function driveOperations(seed: number, requests: number): Promise<Answered> {
  const document = await readDocument((await createExampleWorld()).app);
  const check = createAnswerCheck(document);
  const numRuns = Math.ceil(requests / document.operations.length);
  const makeWorld = async () => drivenExample(await createExampleWorld());
  const answered: Record<string, Readonly<Record<string, number>>> = {};
  for (const operation of document.operations) {
    answered[operation.operationId] = await driveOperation(
      { document, operation, check, makeWorld },
      { seed, numRuns },
    );
  }
  return answered;
}

export interface Driven {
  readonly document: ApiDocument;
  readonly operation: DocumentedOperation;
  readonly check: AnswerCheck;
  /** Gives the world to begin with, and one for whatever follows a change. */
  readonly makeWorld: () => Promise<DrivenWorld>;
}

/**
 * The same for one operation.
 *
 * @returns how often each status was answered.
 */
export async function driveOperation(
  { document, operation, check, makeWorld }: Driven,
  parameters: { readonly seed: number; readonly numRuns: number; readonly endOnFailure?: boolean },
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  let world = await makeWorld();
  const known = { ...KNOWN, ...knownIn(world) };
  const paths = pathsIn(world, operation);
  const requests = requestArbitrary(operation, { definitions: document.definitions, known, paths });
  const property = fc.asyncProperty(requests, async (request) => {
    const { answer } = await sendIn(world, { document, operation }, request);
    counts[answer.status] = (counts[answer.status] ?? 0) + 1;
    // What is refused has changed nothing.
    if (answer.status < 400 && isChanging(operation)) world = await makeWorld();
    const faults = check(operation, answer);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  try {
    await fc.assert(property, { endOnFailure: false, ...parameters });
  } catch (error) {
    const { method, path, operationId } = operation;
    throw new Error(`${operationId} (${method} ${path}), seed ${parameters.seed}`, { cause: error });
  }
  return counts;
}

/** Texts that mean something to the app, by the fields that hold them. */
const KNOWN: Readonly<Record<string, readonly unknown[]>> = {
  jobId: ['churn-daily', 'churn-paused', 'churn-old', 'scores-report', 'new-job'],
  kind: ['stability', 'report-collection'],
  valueStream: ['retention', 'fraud'],
  baseline: ['baselines/churn.csv', 'baselines/none.csv'],
  current: ['datasets/churn.csv', 'datasets/{yyyy}/churn.csv'],
  source: ['baselines/churn.csv', 'datasets/churn.csv', 'baselines/none.csv'],
  path: ['baselines/churn.csv', 'datasets/churn.csv'],
  scoreColumn: ['score', 'channel', 'age'],
  expression: ['0 6 * * *', '*/5 * * * *', '0 0 30 2 *', '0 0 12 ? * MON-FRI', '30 1 * * 0'],
  timeZone: ['UTC', 'Europe/London', 'America/New_York', 'Mars/Phobos'],
  from: ['2026-03-01T00:00:00Z', '2026-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  to: ['2026-03-08T00:00:00Z', '2026-01-02T00:00:00Z', '0000-01-01T00:00:00Z'],
  until: ['2026-03-08T00:00:00Z', '2026-01-02T00:00:00Z'],
  state: ['active', 'paused', 'failed', 'running', 'succeeded', 'deleted'],
  limit: [1, 2, 200, 201, 0],
  generation: [1, 2],
  resource: ['scores-api', 'sales'],
  ruleId: ['failures', 'recipients', 'new-rule'],
  signingSecret: ['HOOK_KEY', 'NONE'],
};

function knownIn({ paths }: DrivenWorld): Readonly<Record<string, readonly unknown[]>> {
  const { runId = '', baselineId = '', backfillId = '', modelId = '' } = paths;
  return { runId: [runId], baselineId: [baselineId], backfillId: [backfillId], modelId: [modelId, 'other'] };
}
