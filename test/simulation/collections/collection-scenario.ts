import type { JobId } from '../../../shared/domain/job/job-id.ts';
import type { Upstream } from '../../../shared/domain/job/job.ts';
import type { ReportCollectionTask } from '../../../shared/domain/job/report-collection-task.ts';
import type { StabilityTaskDefinition } from '../../../shared/domain/job/stability-task.ts';
import { csvAt } from '../../support/example-job.ts';
import type { Random } from '../random.ts';
import type { Window } from '../window.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const RESOURCES = ['loans', 'cards'] as const;

/** No report takes longer to be made, ms. */
export const LONGEST_MAKING_MS = 8 * MINUTE_MS;

/** Longer than the longest making and whatever a process may hang between noting a request and sending it. */
const PATIENT_SECONDS = 2400;

/** What one seed tries of report collections. */
export interface CollectionScenario {
  /** Reports take longer than a lease, some longer than a run may take. */
  readonly heavy: Window;
  /** No connection comes about. */
  readonly serverAway: Window;
  /** The share of calls that the server fails, or whose answer is lost, while there is trouble. */
  readonly faultChance: number;
  /** Instants at which the server forgets all its tickets, epoch ms. */
  readonly restartsAt: readonly number[];
  /** The resources of all jobs. */
  readonly resources: readonly string[];
  readonly abandonSeconds: number;
  /** Whether no request is given up while the server may still be at it: then there is never a second one. */
  readonly isPatient: boolean;
  /** Whether operators drop tickets with the locks that they break. */
  readonly mayForget: boolean;
  /** Whether the runs of a resource write to the same paths. */
  readonly sharesPaths: boolean;
  /** A job that measures what the first of the others collects; both have one rhythm. */
  readonly follower?: Follower;
}

export interface Follower {
  readonly jobId: JobId;
  readonly after: JobId;
  readonly everySeconds: number;
}

const NEVER: Window = { from: 0, until: 0 };

/** Of a world in which nothing is collected. */
export const NO_COLLECTIONS: CollectionScenario = {
  ...{ heavy: NEVER, serverAway: NEVER, faultChance: 0, restartsAt: [], resources: [] },
  ...{ abandonSeconds: PATIENT_SECONDS, isPatient: true, mayForget: false, sharesPaths: false },
};

export function drawCollections(random: Random, from: number, until: number): CollectionScenario {
  const draw = (chance: number, longestMs: number): Window => {
    const start = from + random.below(until - from);
    return random.chance(chance)
      ? { from: start, until: Math.min(until, start + random.below(longestMs)) }
      : NEVER;
  };
  const isPatient = random.chance(0.85);
  return {
    heavy: draw(0.7, 10 * MINUTE_MS),
    serverAway: draw(0.3, 3 * MINUTE_MS),
    faultChance: random.pick([0, 0.02, 0.1]),
    restartsAt: random.chance(0.2) ? [from + random.below(until - from)] : [],
    resources: RESOURCES.slice(0, 1 + random.below(2)),
    isPatient,
    abandonSeconds: isPatient ? PATIENT_SECONDS : random.pick([20, 90, 300]),
    mayForget: random.chance(0.2),
    sharesPaths: random.chance(0.5),
  };
}

/** What a job does that measures the report of another. */
export const FOLLOWER_TASK: StabilityTaskDefinition = {
  modelId: 'r',
  baseline: csvAt('baselines/r.csv'),
  current: { kind: 'report' },
  scoreColumn: 'value',
  characteristics: 'all',
  bins: {},
  comparisons: [],
  criteria: { moderate: 0.1, significant: 0.25 },
  recipients: [],
};

export function drawUpstream(random: Random, { after }: Follower): Upstream {
  return { jobId: after, deadlineSeconds: random.pick([30, 300, 900]), pollSeconds: random.pick([5, 20]) };
}

/** A task of one of the resources; of the same resource now the same report is asked for and now another. */
export function drawCollectionTask(random: Random, scenario: CollectionScenario): ReportCollectionTask {
  const resource = random.pick(scenario.resources);
  const intervalSeconds = random.pick([2, 5, 10, 25]);
  return {
    resource,
    baseUrl: `https://reports.example.com/${resource}`,
    method: random.pick(['GET', 'POST']),
    requestPath: '/request_report?offset={offset}',
    reportPath: '/get_report/{ticketId}',
    offset: random.below(2),
    headers: {},
    poll: { intervalSeconds, backoffCoefficient: random.pick([1, 1.5]), maxIntervalSeconds: 60 },
    notReady: {
      bodies: ['report is not ready'],
      statuses: random.pick([
        [202, 503],
        [202, 404, 409, 425, 503],
      ]),
    },
    abandonSeconds: scenario.abandonSeconds,
    maxBytes: 100_000,
    contentTypes: ['text/csv'],
    format: { type: 'csv', delimiter: ',', decimalComma: false, maxMalformedRows: 0 },
    columns: ['ticket', 'value'],
    outputPath: scenario.sharesPaths ? 'reports/{resource}.csv' : 'reports/{resource}/{runId}.csv',
  };
}
