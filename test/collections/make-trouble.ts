import { setTimeout as wait } from 'node:timers/promises';
import type { ReportServer } from '../../local/report-server/start-report-server.ts';
import type { Trouble } from '../../local/report-server/trouble.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import type { Random } from '../simulation/random.ts';
import type { AppHosts } from './app-hosts.ts';
import type { CollectionJob } from './collection-jobs.ts';
import type { SendAgain } from './open-queues.ts';

/** What was done to the system. */
export interface TroubleCounts {
  kills: number;
  lostHubs: number;
  stops: number;
  brokenLocks: number;
  duplicates: number;
  serverTroubles: number;
}

export interface TroubleOptions {
  /** Epoch ms. */
  readonly until: number;
  /** The longest pause between two blows to a host, ms. */
  readonly hostPauseMs: number;
  /** How long a stopped host stands still: the shortest and the longest, ms. */
  readonly stopMs: readonly [number, number];
  /** How many of the killed hosts come back without their task hub. */
  readonly lostHubShare: number;
  /** The longest pause between two broken locks, ms; absent: none is broken. */
  readonly breakPauseMs?: number;
  /** How many answers to requests are lost. */
  readonly lostAnswers: number;
}

/** Kills and stops hosts until the time is over; each stopped host goes on at the end. */
export async function troubleHosts(
  hosts: AppHosts,
  { until, hostPauseMs, stopMs: [shortest, longest], lostHubShare }: TroubleOptions,
  { random, counts }: { readonly random: Random; readonly counts: TroubleCounts },
): Promise<void> {
  const stopped: Promise<void>[] = [];
  while (Date.now() < until) {
    await wait(random.below(hostPauseMs));
    const host = hosts.pick(random);
    if (random.chance(0.5)) {
      const isHubLost = random.chance(lostHubShare);
      counts.kills += 1;
      counts.lostHubs += isHubLost ? 1 : 0;
      await hosts.replace(host, { isHubLost });
    } else if (!host.isAway) {
      counts.stops += 1;
      stopped.push(hosts.suspend(host, shortest + random.below(longest - shortest)));
    }
  }
  await Promise.all(stopped);
}

/** Sends messages of runs again, of past ones and of ones that are still to come. */
export async function repeatMessages(
  sendAgain: SendAgain,
  jobs: readonly CollectionJob[],
  {
    until,
    random,
    counts,
  }: { readonly until: number; readonly random: Random; readonly counts: TroubleCounts },
): Promise<void> {
  while (Date.now() < until) {
    await wait(random.below(400));
    const due = jobs.flatMap(({ dueAts, runIds }) =>
      runIds.filter((_, index) => Math.abs((dueAts[index] ?? 0) - Date.now()) < 10_000),
    );
    if (due.length === 0) continue;
    counts.duplicates += 1;
    await sendAgain({ runId: random.pick(due), attempt: random.chance(0.8) ? 1 : 2 });
  }
}

/** Makes the server fail, hold back, cut off and forget to answer, in turns with being well. */
export async function troubleServer(
  server: ReportServer,
  { until, lostAnswers }: TroubleOptions,
  { random, counts }: { readonly random: Random; readonly counts: TroubleCounts },
): Promise<void> {
  let lost = 0;
  while (Date.now() < until) {
    const isToLose = lost < lostAnswers && random.chance(0.3);
    lost += isToLose ? 1 : 0;
    server.setTrouble(isToLose ? { loseAnswers: 1 } : random.pick(TROUBLES));
    counts.serverTroubles += 1;
    await wait(random.below(1_500));
    server.setTrouble(random.chance(0.5) ? { neverReady: true } : {});
    await wait(random.below(1_500));
  }
  server.setTrouble({});
}

const TROUBLES: readonly Trouble[] = [
  { neverReady: true },
  { notReadyStatus: { status: 503, retryAfter: '1' } },
  { failRequests: { status: 503, times: 2 } },
  { failGets: { status: 500, times: 3 } },
  { truncateAfterBytes: 1000 },
  { trickleMs: 1 },
];

interface Locks {
  readonly leases: Pick<LeaseStore, 'get' | 'break'>;
  readonly resources: readonly string[];
}

/** Breaks locks, as an operator may: to a collection it is as if its lease had expired at that instant. */
export async function breakLocks(
  { leases, resources }: Locks,
  { until, breakPauseMs = 0 }: TroubleOptions,
  { random, counts }: { readonly random: Random; readonly counts: TroubleCounts },
): Promise<void> {
  if (breakPauseMs === 0) return;
  while (Date.now() < until) {
    await wait(random.below(breakPauseMs));
    const lease = await leases.get(random.pick(resources));
    if (lease?.state !== 'held') continue;
    const outcome = await leases.break(lease.resource, { ifEpoch: lease.epoch, isTicketForgotten: false });
    counts.brokenLocks += outcome === 'broken' ? 1 : 0;
  }
}
