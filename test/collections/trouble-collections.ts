import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReportServerStats } from '../../local/report-server/report-service.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import { QUEUES } from '../../local/resources.ts';
import { startStandIns, type StandIns } from '../../local/stand-ins.ts';
import { StartedParts } from '../../local/started-parts.ts';
import { Client } from '../../local/client.ts';
import { AzureLeaseStore } from '../../shared/adapters/blob/azure-lease-store.ts';
import { Random } from '../simulation/random.ts';
import { AppHosts } from './app-hosts.ts';
import { collectionJobs, type CollectionJob, type JobOptions } from './collection-jobs.ts';
import { isAnswered, judgeCollections, UNFINISHED, type Verdict } from './judge-collections.ts';
import {
  breakLocks,
  repeatMessages,
  troubleHosts,
  troubleServer,
  type TroubleCounts,
  type TroubleOptions,
} from './make-trouble.ts';
import { openQueues, type Queues } from './open-queues.ts';
import { readOutcome } from './read-outcome.ts';
import { ReportWatch } from './report-watch.ts';

/*
 * Hosts of the app, each a process of its own, collect reports over the local stand-ins while they are killed (SIGKILL)
 * and stopped (SIGSTOP) at random, messages come twice, and the report server is in trouble. The report server counts
 * for itself how many requests of a resource are in flight; a reader looks at the reports all the while.
 */

export interface Options extends JobOptions, Omit<TroubleOptions, 'until'> {
  readonly hosts: number;
  readonly seed: number;
  /** How long a report takes, and how long ease and heavy load last in turn, ms. */
  readonly makeMs: number;
  readonly loadPeriodMs: number;
  /** How long a message that a killed host had stays away, ms. */
  readonly messageLockMs: number;
  /**
   * Whether the messages of pending runs are sent again in the end, as the recovery does after two minutes: a host that is
   * killed between its write and its message leaves such a run.
   */
  readonly isRecoveryHastened: boolean;
  /** How long the last runs may take after the last slot, ms. */
  readonly settleMs: number;
  /** Connection string of a blob service that runs already. */
  readonly storage?: string;
  readonly say?: (line: string) => void;
}

export interface Result extends Verdict, TroubleCounts {
  readonly jobs: number;
  readonly server: Pick<ReportServerStats, 'requests' | 'gets' | 'notReadyAnswers' | 'reportsGiven'>;
  readonly worstOverlapOfAResource: number;
  /** Versions of blobs that the reader has read. */
  readonly blobsRead: number;
  readonly seconds: number;
}

/** Until the jobs are registered and the first slots dispatched. */
const HEAD_START_MS = 6_000;
const ROWS = 100;
const LOOKS_A_RECOVERY = 6;

export async function troubleCollections(options: Options): Promise<Result> {
  const beganAt = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-collections-'));
  const parts = new StartedParts();
  parts.add({ stop: () => rm(folder, { recursive: true, force: true }) });
  try {
    const { makeMs, loadPeriodMs, storage, messageLockMs } = options;
    const definitions = QUEUES.map((queue) => ({ ...queue, lockDurationMs: messageLockMs }));
    const standIns = await parts.keep('stand-ins', startStandIns({ storage, queues: definitions }));
    const server = await parts.keep('reports', startReportServer({ makeMs, loadPeriodMs, rows: ROWS }));
    const queues = openQueues(standIns.settings.SERVICE_BUS, new Random(options.seed));
    parts.add(queues);
    const hosts = new AppHosts(folder, settingsOf(standIns));
    parts.add({ stop: () => hosts.killAll() });
    await Promise.all(Array.from({ length: options.hosts }, () => hosts.start()));
    const result = await collect(options, { standIns, queues, server, hosts });
    return { ...result, seconds: Math.round((Date.now() - beganAt) / 1000) };
  } finally {
    await parts.stop();
  }
}

interface World {
  readonly queues: Queues;
  readonly standIns: StandIns;
  readonly server: ReportServer;
  readonly hosts: AppHosts;
}

async function collect(options: Options, world: World): Promise<Omit<Result, 'seconds'>> {
  const { standIns, server, hosts } = world;
  const startAt = Math.ceil((Date.now() + HEAD_START_MS) / 1000) * 1000;
  const jobs = collectionJobs(options, server.origin, startAt);
  const client = new Client(hosts.url);
  await Promise.all(jobs.map(({ definition }) => client.scheduleJob(definition)));
  const watch = new ReportWatch(standIns.blobs);
  const counts = await makeTrouble(options, jobs, world);
  options.say?.('The trouble is over; the last runs end.');
  await settle(options, jobs, world);
  await watch.end();
  const outcomes = await Promise.all(jobs.map((job) => readOutcome(hosts.url, job)));
  const stats = server.stats();
  const verdict = judgeCollections(outcomes, stats, watch.seen);
  const { requests, gets, notReadyAnswers, reportsGiven } = stats;
  return {
    ...{ jobs: jobs.length, ...verdict, ...counts },
    faults: [...watch.faults, ...verdict.faults],
    server: { requests, gets, notReadyAnswers, reportsGiven },
    worstOverlapOfAResource: Math.max(...Object.values(stats.resources).map((of) => of.worstOverlap)),
    blobsRead: watch.readCount,
  };
}

async function makeTrouble(
  options: Options,
  jobs: readonly CollectionJob[],
  { standIns, queues, server, hosts }: World,
): Promise<TroubleCounts> {
  const counts = { kills: 0, lostHubs: 0, stops: 0, brokenLocks: 0, duplicates: 0, serverTroubles: 0 };
  const until = Math.max(...jobs.flatMap(({ dueAts }) => dueAts));
  // Each kind of trouble draws from numbers of its own: how long one takes does not change what another does.
  const by = (kind: number) => ({ random: new Random(options.seed * 10 + kind), counts });
  const trouble = { ...options, until };
  const resources = [...new Set(jobs.map(({ resource }) => resource))];
  const leases = new AzureLeaseStore(standIns.blobs);
  const telling = setInterval(() => {
    options.say?.(
      `${Math.max(0, Math.round((until - Date.now()) / 1000))} s to go: ${JSON.stringify(counts)}`,
    );
  }, 10_000);
  try {
    await Promise.all([
      troubleHosts(hosts, trouble, by(1)),
      repeatMessages(queues.sendAgain, jobs, { until, ...by(2) }),
      troubleServer(server, trouble, by(3)),
      breakLocks({ leases, resources }, trouble, by(4)),
    ]);
  } finally {
    clearInterval(telling);
  }
  return counts;
}

/** Waits until all runs have ended; gives up after a while, and the judgement shows what is left. */
async function settle(
  { settleMs, isRecoveryHastened }: Options,
  jobs: readonly CollectionJob[],
  { hosts, queues }: World,
): Promise<void> {
  const giveUpAt = Date.now() + settleMs;
  for (let looks = 1; Date.now() < giveUpAt; looks += 1) {
    const outcomes = await Promise.all(jobs.map((job) => readOutcome(hosts.url, job)));
    const slots = outcomes.flatMap((outcome) => outcome.slots);
    const open = outcomes.flatMap(({ runs }) => runs.filter(({ state }) => UNFINISHED.has(state)));
    if (open.length === 0 && slots.every(({ answer }) => isAnswered(answer))) return;
    const isToSend = isRecoveryHastened && looks % LOOKS_A_RECOVERY === 0;
    for (const run of isToSend ? open : []) if (run.state === 'pending') await queues.sendAgain(run);
    await wait(500);
  }
}

function settingsOf(standIns: StandIns): Readonly<Record<string, string>> {
  return {
    ...standIns.settings,
    EVENKEEL_AUTH: 'open',
    DISPATCH_SCHEDULE: '* * * * * *',
    RECOVERY_SCHEDULE: '*/10 * * * * *',
    AUDIT_SCHEDULE: '*/5 * * * * *',
    STATISTICS_SCHEDULE: '0 * * * * *',
    ALERTS_RAISE_SCHEDULE: '*/10 * * * * *',
    ALERTS_DELIVER_SCHEDULE: '*/10 * * * * *',
    OUTGOING__allowedPrivateRanges: '127.0.0.0/8',
  };
}
