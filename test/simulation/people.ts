import type { BackfillKey } from '../../shared/application/ports/backfill-store.ts';
import { RUN_MISSED } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import type { Random } from './random.ts';
import { drawDefinition, drawPolicies, inStream, START, type Scenario } from './scenario.ts';
import type { App } from './sim-app.ts';

const SECOND_MS = 1000;

interface World {
  readonly random: Random;
  readonly scenario: Scenario;
  readonly now: () => number;
  /** The runs that there are. */
  readonly runIds: () => readonly RunId[];
  /** The backfills that there are. */
  readonly backfills: () => readonly BackfillKey[];
}

type Action = (world: World, app: App, jobId: JobId) => Promise<unknown>;

const REQUEST = { author: 'somebody', reason: 'simulated' } as const;

/** What a backfill's runs say of who wants them. */
export const BACKFILL_REASON = 'backfilled';

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
  backfill,
  backfill,
  changeBackfill,
  tend,
  tend,
];

const ACTIONS_WITH_LOCKS: readonly Action[] = [...ACTIONS, breakLock, breakLock];

/** Has somebody do something, through one process. */
export async function doSomething(world: World, app: App): Promise<unknown> {
  const action = world.random.pick(world.scenario.collections === undefined ? ACTIONS : ACTIONS_WITH_LOCKS);
  return action(world, app, world.random.pick(world.scenario.jobIds));
}

async function pause({ random, now }: World, app: App, jobId: JobId): Promise<unknown> {
  const until = random.chance(0.4) ? { resumeAt: now() + random.below(120) * SECOND_MS } : {};
  return app.pauseJob(jobId, { ...REQUEST, ...until, runMissed: random.pick(RUN_MISSED) });
}

async function resume({ random }: World, app: App, jobId: JobId): Promise<unknown> {
  return app.resumeJob(jobId, { ...REQUEST, runMissed: random.pick(RUN_MISSED) });
}

async function editSchedule({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  const definition = drawDefinition(random, scenario, jobId);
  const stored = await app.ports.jobs.get(jobId);
  return stored === undefined ? undefined : app.editJob(definition, [stored.version], REQUEST);
}

async function editPolicies({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  const definition = drawDefinition(random, scenario, jobId);
  const policies = drawPolicies(random, scenario);
  const stored = await app.ports.jobs.get(jobId);
  if (stored === undefined) return undefined;
  const { recurrences, valueStream } = stored.value;
  const edited = { ...inStream(definition, valueStream), recurrences, policies };
  return app.editJob(edited, [stored.version], REQUEST);
}

async function deleteJob(_world: World, app: App, jobId: JobId): Promise<unknown> {
  return app.deleteJob(jobId, undefined, REQUEST);
}

async function defineAnew({ random, scenario }: World, app: App, jobId: JobId): Promise<unknown> {
  return app.scheduleJob(drawDefinition(random, scenario, jobId), REQUEST);
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

async function backfill({ random, now }: World, app: App, jobId: JobId): Promise<unknown> {
  const untilDueAt = Math.floor(START + random.next() * (now() - START));
  return app.startBackfill(jobId, {
    ...{ author: 'somebody', reason: BACKFILL_REASON, idempotencyKey: `key-${random.below(6)}` },
    ...{ fromDueAt: untilDueAt - random.below(180) * SECOND_MS, untilDueAt },
    maxConcurrent: 1 + random.below(4),
  });
}

async function changeBackfill({ random, backfills }: World, app: App): Promise<unknown> {
  const keys = backfills();
  if (keys.length === 0) return undefined;
  const key = random.pick(keys);
  const action = random.below(4);
  if (action === 0) return app.pauseBackfill(key, REQUEST);
  if (action === 1) return app.resumeBackfill(key, REQUEST);
  return app.cancelBackfill(key, { ...REQUEST, cancelRunning: action === 3 });
}

async function breakLock({ random, scenario }: World, app: App): Promise<unknown> {
  const leases = await Array.fromAsync(app.ports.leases.list());
  if (leases.length === 0) return undefined;
  const { resource, epoch } = random.pick(leases);
  const isTicketForgotten = scenario.collections?.mayForget === true && random.chance(0.5);
  return app.ports.leases.break(resource, { ifEpoch: epoch, isTicketForgotten });
}

/** Brings a job that does nothing any more back to work. */
async function tend(world: World, app: App, jobId: JobId): Promise<unknown> {
  const job = (await app.ports.jobs.get(jobId))?.value;
  if (job === undefined || job.state === 'deleted') return defineAnew(world, app, jobId);
  if (job.state === 'completed') return editSchedule(world, app, jobId);
  return job.state === 'active' ? undefined : resume(world, app, jobId);
}
