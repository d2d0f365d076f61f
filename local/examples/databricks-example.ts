import { randomBytes } from 'node:crypto';
import type { Client } from '../client.ts';
import { startDatabricks } from '../databricks/start-databricks.ts';

const JOB_ID = '1126912853224417';
const CONNECTION = 'example';

/** A workspace that trains a model, and what the app needs to use it. */
export interface DatabricksExample {
  /** Of the app. */
  readonly settings: Readonly<Record<string, string>>;
  readonly origin: string;
  /** Schedules the training; doing it again changes nothing. @returns The job id. */
  register(client: Client): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a stand-in for a Databricks workspace whose one job takes some ten seconds, and tells the version that it made. */
export async function startDatabricksExample(): Promise<DatabricksExample> {
  const token = randomBytes(16).toString('base64url');
  let version = 0;
  const output = ({ from = '' }: Readonly<Record<string, string>>) => {
    version += 1;
    return JSON.stringify({ modelVersion: version, metrics: { auc: 0.8 + (version % 10) / 200 }, from });
  };
  const tasks = [{ key: 'prepare' }, { key: 'train', output }];
  const jobs = [{ jobId: JOB_ID, name: 'Train the upsell model', tasks }];
  const workspace = await startDatabricks({ tokens: [token], jobs, pendingMs: 2000, takesMs: 4000 });
  return {
    settings: {
      [`DATABRICKS__${CONNECTION}__host`]: workspace.origin,
      [`DATABRICKS__${CONNECTION}__tokenSecret`]: 'example_databricks',
      SECRETS__example_databricks: token,
    },
    origin: workspace.origin,
    register: async (client) => (await client.ensureJob(TRAINING)).jobId,
    stop: () => workspace.stop(),
  };
}

const TRAINING = {
  jobId: 'example-training',
  kind: 'databricks',
  valueStream: 'retention',
  task: {
    connection: CONNECTION,
    purpose: 'model-training',
    modelId: 'upsell',
    work: { type: 'job', jobId: JOB_ID, parameters: { from: '{from}', to: '{to}' } },
    onRetry: 'repair-failed',
    poll: { intervalSeconds: 2, maxIntervalSeconds: 10 },
  },
  recurrences: [{ type: 'cron', expression: '*/2 * * * *', timeZone: 'UTC' }],
};
