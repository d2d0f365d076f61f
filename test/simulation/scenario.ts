import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import {
  CATCH_UP_POLICIES,
  DEFAULT_POLICIES,
  OVERLAP_POLICIES,
  type JobPolicies,
} from '../../shared/domain/job/job-policies.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { StabilityTaskDefinition } from '../../shared/domain/job/stability-task.ts';
import type { Recurrence } from '../../shared/domain/schedule/recurrence.ts';
import { csvAt, jobIdFrom } from '../support/example-job.ts';
import {
  drawCollections,
  drawCollectionTask,
  drawUpstream,
  FOLLOWER_TASK,
  type CollectionScenario,
} from './collections/collection-scenario.ts';
import type { Random } from './random.ts';
import type { Window } from './window.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Ten minutes before the clocks of Berlin go forward. */
export const START = Date.parse('2026-03-29T00:50:00Z');

const WEEK_SECONDS = 604_800;

const CONCURRENCY_KEYS = ['warehouse', 'cluster'] as const;

/** What one seed tries: everything that is decided before the first step. */
export interface Scenario {
  readonly jobIds: readonly JobId[];
  /** The last slot of every recurrence, and the end of all trouble. */
  readonly endAt: number;
  readonly isCalm: boolean;
  /** Whether the clocks of the processes disagree, by 90 s at most. */
  readonly isSkewed: boolean;
  readonly haltChance: number;
  /** The share of calls that hang for a while, in times of trouble. */
  readonly hangChance: number;
  readonly processes: number;
  readonly dispatchEveryMs: number;
  readonly actionEveryMs: number;
  readonly limits: Readonly<Record<string, number>>;
  /** No process dispatches. */
  readonly dispatchersDown: Window;
  /** Most calls of any port fail. */
  readonly storesAway: Window;
  /** There is no current data. */
  readonly dataMissing: Window;
  /** The current data cannot be read. */
  readonly dataAway: Window;
  /** Calendars cannot be read, which quarantines jobs. */
  readonly calendarsBroken: Window;
  /** Where the jobs collect reports; absent where they measure stability. */
  readonly collections?: CollectionScenario;
}

/** What the jobs of a world do. */
export const WORLDS = ['stability', 'collections'] as const;
export type World = (typeof WORLDS)[number];

/** `minutes`: how long there is trouble; drawn when absent. */
export function drawScenario(random: Random, minutes?: number): Scenario {
  // Most seeds are small, so that many different ones are tried; some have the time for long chains of events.
  const isLong = random.chance(0.1);
  const drawn = (isLong ? 120 + random.below(360) : 20 + random.below(60)) * SECOND_MS;
  const endAt = START + (minutes === undefined ? drawn : minutes * MINUTE_MS);
  const isCalm = random.chance(0.1);
  const draw = (chance: number, longestMs: number): Window => {
    const isDrawn = !isCalm && random.chance(chance);
    const from = START + random.below(endAt - START);
    return isDrawn ? { from, until: Math.min(endAt, from + random.below(longestMs)) } : { from: 0, until: 0 };
  };
  return {
    jobIds: ['a', 'b', 'c', 'd']
      .slice(0, 1 + (isLong ? random.below(4) : Number(random.chance(0.3))))
      .map((name) => jobIdFrom(`job-${name}`)),
    endAt,
    isCalm,
    isSkewed: !isCalm && random.chance(0.4),
    haltChance: random.pick([1, 0.4, 0.15]),
    hangChance: 0.003,
    processes: 2 + random.below(2),
    dispatchEveryMs: random.pick([5, 10, 20, 30]) * SECOND_MS,
    actionEveryMs: random.pick([10, 20, 60]) * SECOND_MS,
    limits: Object.fromEntries(CONCURRENCY_KEYS.map((key) => [key, 1 + random.below(2)])),
    dispatchersDown: draw(0.5, 5 * MINUTE_MS),
    storesAway: draw(0.15, MINUTE_MS),
    dataMissing: draw(0.3, 3 * MINUTE_MS),
    dataAway: draw(0.1, 2 * MINUTE_MS),
    calendarsBroken: draw(0.1, MINUTE_MS),
  };
}

/** The same of a world in which jobs collect reports: it takes longer, as leases and reports do. */
export function drawCollectionScenario(random: Random, minutes?: number): Scenario {
  const drawn = random.chance(0.1) ? 20 + random.below(20) : 3 + random.below(8);
  const scenario = drawScenario(random, minutes ?? drawn);
  const collections = drawCollections(random, START, scenario.endAt);
  const follower = random.chance(0.3) ? { ...FOLLOWING, everySeconds: random.pick([30, 60]) } : undefined;
  const [first, ...others] = ['a', 'b', 'c']
    .slice(0, random.pick([1, 2, 3, 3]))
    .map((name) => jobIdFrom(`job-${name}`));
  return {
    ...scenario,
    jobIds: [first ?? FOLLOWING.after, ...(follower === undefined ? [] : [follower.jobId]), ...others],
    dispatchEveryMs: random.pick([10, 20, 30]) * SECOND_MS,
    hangChance: random.pick([0.003, 0.01]),
    processes: 3 + random.below(2),
    collections: { ...collections, ...(follower && { follower }) },
  };
}

const FOLLOWING = { jobId: jobIdFrom('job-s'), after: jobIdFrom('job-a') };

/** A definition of the job, drawn anew at each edit. */
export function drawDefinition(
  random: Random,
  scenario: Scenario,
  jobId: JobId,
): JobDefinition & { readonly jobId: JobId } {
  const valueStream = random.pick(['lending', 'retention']);
  return inStream(drawIn(random, scenario, { jobId, valueStream }), valueStream);
}

/** The definition in a value stream, with the model that this one has. */
export function inStream<T extends JobDefinition>(definition: T, valueStream: string): T {
  if (definition.kind !== 'stability') return { ...definition, valueStream };
  const [name = ''] = definition.task.modelId.split('-');
  return { ...definition, valueStream, task: { ...definition.task, modelId: `${name}-${valueStream}` } };
}

function drawIn(
  random: Random,
  scenario: Scenario,
  core: { readonly jobId: JobId; readonly valueStream: string },
): JobDefinition & { readonly jobId: JobId } {
  const { jobId } = core;
  const { collections } = scenario;
  if (collections !== undefined)
    return { ...core, ...drawCollecting(random, scenario, { jobId, collections }) };
  return {
    ...core,
    kind: 'stability',
    task: STABILITY_TASK,
    recurrences: drawRecurrences(random, scenario, MEASURED_EVERY_SECONDS),
    policies: drawPolicies(random, scenario),
  };
}

function drawCollecting(
  random: Random,
  scenario: Scenario,
  { jobId, collections }: { readonly jobId: JobId; readonly collections: CollectionScenario },
) {
  const { follower } = collections;
  const isInRhythm = jobId === follower?.jobId || jobId === follower?.after;
  const recurrences = isInRhythm
    ? [{ type: 'interval', everySeconds: follower.everySeconds, anchorAt: 0, endAt: scenario.endAt } as const]
    : drawRecurrences(random, scenario, COLLECTED_EVERY_SECONDS);
  const core = { recurrences, policies: drawPolicies(random, scenario) };
  if (jobId === follower?.jobId) {
    const after = drawUpstream(random, follower);
    return { ...core, kind: 'stability', task: FOLLOWER_TASK, after } as const;
  }
  const task = drawCollectionTask(random, collections);
  return { ...core, kind: 'report-collection', task } as const;
}

const STABILITY_TASK: StabilityTaskDefinition = {
  modelId: 'm',
  baseline: csvAt('baselines/m.csv'),
  current: csvAt('datasets/m.csv'),
  scoreColumn: 'score',
  characteristics: 'all',
  bins: {},
  comparisons: [],
  criteria: { moderate: 0.1, significant: 0.25 },
  recipients: [],
};

const MEASURED_EVERY_SECONDS = [2, 5, 7, 10, 15, 20, 30, 60];
const COLLECTED_EVERY_SECONDS = [20, 30, 60, 120];

/** Jobs of different rhythms; the cron ones cross a change to summer time. */
function drawRecurrences(random: Random, { endAt }: Scenario, everySeconds: readonly number[]): Recurrence[] {
  const interval: Recurrence = {
    type: 'interval',
    everySeconds: random.pick(everySeconds),
    anchorAt: random.below(10) * SECOND_MS,
    endAt,
  };
  const cron: Recurrence = {
    type: 'cron',
    dialect: 'ncrontab6',
    expression: random.pick(['*/10 * * * * *', '0 * * * * *', '15,45 */2 * * * *']),
    timeZone: 'Europe/Berlin',
    dst: 'shift',
    endAt,
  };
  const once: Recurrence = { type: 'once', at: START + random.below(endAt - START) };
  return random.pick([
    [interval],
    [interval],
    [interval],
    [cron],
    [interval, once],
    [once],
    [cron, interval],
  ]);
}

export function drawPolicies(random: Random, { limits, collections }: Scenario): JobPolicies {
  const key = random.pick(CONCURRENCY_KEYS);
  return {
    overlap: random.pick(OVERLAP_POLICIES),
    catchUp: {
      policy: random.pick(CATCH_UP_POLICIES),
      windowSeconds: random.pick([60, 120, 300, WEEK_SECONDS]),
      maxCount: random.pick([1, 2, 5, 100]),
      maxAgeSeconds: random.pick([60, 120, 300, WEEK_SECONDS]),
      maxPerMinute: random.pick([2, 6, 10, 60]),
    },
    ...(random.chance(0.3) ? { startDeadlineSeconds: random.pick([20, 60, 180]) } : {}),
    timeoutSeconds: random.pick(collections === undefined ? [10, 30, 3600] : [90, 300, 600]),
    retry: {
      maxAttempts: random.pick([1, 2, 3]),
      initialDelaySeconds: random.pick([1, 5, 30]),
      backoffCoefficient: random.pick([1, 2]),
      maxDelaySeconds: 60,
      nonRetryable: random.pick([[], DEFAULT_POLICIES.retry.nonRetryable]),
    },
    ...(random.chance(0.2) ? { pauseAfterFailures: random.pick([1, 2, 3]) } : {}),
    spreadSeconds: random.pick([0, 0, 0, 20, 60]),
    ...(random.chance(0.4) ? { concurrency: { key, limit: limits[key] ?? 1 } } : {}),
  };
}
