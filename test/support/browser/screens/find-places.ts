import { z } from 'zod';
import { FLEET_MODEL, SHOWN_FLEET } from './example-fleet.ts';

/** What the addresses of the screens name, on a stack that has been filled. */
export interface Places {
  /** Of a stability job whose slots have run. */
  readonly jobId: string;
  readonly failingJobId: string;
  readonly pausedJobId: string;
  readonly runId: string;
  readonly failedRunId: string;
  /** Of a batch. */
  readonly batchRunId: string;
  /** Of edge work. */
  readonly edgeRunId: string;
  readonly modelId: string;
  readonly incidentId: string;
  readonly ruleId: string;
  readonly resource: string;
  readonly calendar: string;
  readonly fleetId: string;
  /** Of the fleet, one with an override. */
  readonly fleetModelId: string;
  readonly fleetJobId: string;
}

/** Names where there is nothing: the screen then says so, which is a screen as well. */
const NOTHING = 'none-yet';

/**
 * Looks up what there is to be shown. `modelId` is the model to look at; its job is the one that `fillShowcase` gives it.
 */
export async function findPlaces(url: string, modelId: string): Promise<Places> {
  const first = async (path: string, key: string) => (await firstOf(`${url}/api${path}`, key)) ?? NOTHING;
  const jobId = `${modelId}-daily`;
  const failingJobId = 'partner-feed-check';
  return {
    ...{ jobId, failingJobId, pausedJobId: 'legacy-score-weekly', modelId },
    ...{ fleetId: SHOWN_FLEET, fleetModelId: FLEET_MODEL, fleetJobId: `${SHOWN_FLEET}--${FLEET_MODEL}` },
    runId: await first(`/runs?jobId=${jobId}&state=succeeded&limit=1`, 'runId'),
    failedRunId: await first(`/runs?jobId=${failingJobId}&state=failed,dead&limit=1`, 'runId'),
    batchRunId: await first('/runs?jobId=example-scoring&state=succeeded&limit=1', 'runId'),
    edgeRunId: await first('/runs?jobId=example-edge&state=succeeded&limit=1', 'runId'),
    incidentId: await first('/alerts?valueStream=payments&state=open&limit=1', 'incidentId'),
    ruleId: await first('/alert-rules?limit=1', 'ruleId'),
    resource: await first('/locks?limit=1', 'resource'),
    calendar: await first('/calendars?limit=1', 'name'),
  };
}

const page = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

async function firstOf(url: string, key: string): Promise<string | undefined> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  const value = page.parse(await response.json()).items[0]?.[key];
  return typeof value === 'string' ? value : undefined;
}
