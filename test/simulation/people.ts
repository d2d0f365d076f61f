import { RUN_MISSED } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';
import { drawDefinition, drawPolicies, type Scenario } from './scenario.ts';
import type { App } from './sim-app.ts';

const SECOND_MS = 1000;

interface World {
  readonly random: Random;
  readonly scenario: Scenario;
  readonly now: () => number;
  /** The runs that there are. */
  readonly runIds: () => readonly RunId[];
}

type Action = (world: World, app: App, jobId: JobId) => Promise<unknown>;

const REQUEST = { author: 'somebody', reason: 'simulated' } as const;

/** What people do to jobs and runs while things go wrong; the likelier ones more than once. */
const ACTIONS: readonly Action[] = [
  pause,
  pause,
  resume,
  resume,
  editSchedule,
  editPolicies,
  deleteJob,
  defineAnew,
  defineAnew,
  trigger,
  cancel,
  cancel,
  retry,
  retry,
];

/** Has somebody do something, through one process. */
export async function doSomething(world: World, app: App): Promise<unknown> {
  const action = world.random.pick(ACTIONS);
  return action(world, app, world.random.pick(world.scenario.jobIds));
}

async function pause({ random, now }: World, app: App, jobId: JobId): Promise<unknown> {
  const until = random.chance(0.4) ? { resumeAt: now() + random.below(120) * SECOND_MS } : {};
  return app.pauseJob(jobId, { ...REQUEST, ...until, runMissed: random.pick(RUN_MISSED) });
}

async function resume({ random }: World, app: App, jobId: JobId): Promise<unknown> {
  return app.resumeJob(jobId, { runMissed: random.pick(RUN_MISSED) });
}

async function editSchedule({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  const definition = drawDefinition(random, scenario, jobId);
  const stored = await app.ports.jobs.get(jobId);
  return stored === undefined ? undefined : app.editJob(definition, [stored.version]);
}

async function editPolicies({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  const definition = drawDefinition(random, scenario, jobId);
  const policies = drawPolicies(random, scenario);
  const stored = await app.ports.jobs.get(jobId);
  if (stored === undefined) return undefined;
  const { recurrences, valueStream } = stored.value;
  return app.editJob({ ...definition, recurrences, valueStream, policies }, [stored.version]);
}

async function deleteJob(_world: World, app: App, jobId: JobId): Promise<unknown> {
  return app.deleteJob(jobId);
}

async function defineAnew({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  return app.scheduleJob(drawDefinition(random, scenario, jobId));
}

async function trigger({ random }: World, app: App, jobId: JobId): Promise<unknown> {
  return app.triggerRun(jobId, { ...REQUEST, idempotencyKey: `key-${random.below(4)}` });
}

async function cancel({ random, runIds }: World, app: App): Promise<unknown> {
  const ids = runIds();
  return ids.length === 0 ? undefined : app.cancelRun(random.pick(ids), REQUEST);
}

async function retry({ random, runIds }: World, app: App): Promise<unknown> {
  const ids = runIds();
  return ids.length === 0 ? undefined : app.retryRun(random.pick(ids), REQUEST);
}
