import type { Clock, Fingerprint } from '../../../application/ports/environment.ts';
import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { PlainResult } from '../../../domain/run/plain-result.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { chooseSite } from '../domain/choose-site.ts';
import { isForJobsOf, type SiteSettings } from '../domain/edge-config.ts';
import { labelKey, type EdgeOrder } from '../domain/order.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { createAskOrders, createReadOrder, createWithdrawOrder, OrderStanding } from './edge-orders.ts';
import type { EdgeSites } from './edge-sites.ts';
import type { EdgeOrderStore, EdgeSchedulerStore } from './ports/edge-stores.ts';

/** What a task of the kind says; see its schema. */
export type TaskTerms = OrderTerms & { readonly site?: string | undefined };

type OrderTerms = Pick<
  EdgeOrder,
  'wattSeconds' | 'labels' | 'maxEdges' | 'minChunkWattSeconds' | 'maxChunkWattSeconds' | 'priority'
>;

type RunOrder = OrderTerms & Pick<EdgeOrder, 'site' | 'orderId'>;

interface Dependencies {
  readonly load: LoadPlainWork<TaskTerms>;
  readonly orders: Pick<EdgeOrderStore, 'get'>;
  readonly scheduler: Pick<EdgeSchedulerStore, 'sites'>;
  readonly sites: EdgeSites;
  readonly askOrders: ReturnType<typeof createAskOrders>;
  readonly readOrder: ReturnType<typeof createReadOrder>;
  readonly withdrawOrder: ReturnType<typeof createWithdrawOrder>;
  readonly controlPlane: string;
  readonly clock: Clock;
  readonly fingerprint: Fingerprint;
}

interface Rejected {
  readonly outcome: 'rejected';
  readonly failure: RunFailure;
}

type Over = { readonly outcome: 'over' } | Rejected;

export type ChooseOutcome =
  | { readonly outcome: 'chosen'; readonly order: RunOrder }
  | { readonly outcome: 'none'; readonly failure: RunFailure }
  | Over;

/**
 * Says where a run has its power spent, and under which id: that of the run and of what the task says, so that a later
 * attempt goes on with the order of the one before, where that was, unless the task has become another. Throws Unavailable.
 */
export function createChooseOrder(dependencies: Dependencies) {
  const { load, fingerprint, clock } = dependencies;
  return async (attempt: RunAttempt): Promise<ChooseOutcome> => {
    const work = await load(attempt);
    if (work.outcome !== 'loaded') return work;
    const { site: asked, ...terms } = work.task;
    const { valueStream } = work.job;
    const text = JSON.stringify([terms.wattSeconds, labelKey(terms.labels), terms.maxEdges, limitsOf(terms)]);
    const orderId = `${attempt.runId}.${fingerprint(text)}`;
    const site =
      asked ?? (await findSite(dependencies, { attempt, orderId, terms, valueStream }, clock.now()));
    if (site === undefined) return { outcome: 'none', failure: noCapacity(terms, valueStream) };
    const settings = await settingsOf(dependencies, site);
    if (!isForJobsOf(valueStream, settings)) {
      return { outcome: 'rejected', failure: notForJobsOf(valueStream, site) };
    }
    const { controlPlane: holder = dependencies.controlPlane } = settings;
    if (holder !== dependencies.controlPlane) {
      return { outcome: 'none', failure: heldElsewhere(site, holder) };
    }
    return { outcome: 'chosen', order: { ...terms, site, orderId } };
  };
}

function limitsOf({ minChunkWattSeconds, maxChunkWattSeconds, priority }: OrderTerms): readonly unknown[] {
  return [minChunkWattSeconds, maxChunkWattSeconds, priority];
}

async function settingsOf({ sites }: Pick<Dependencies, 'sites'>, site: string): Promise<SiteSettings> {
  const view = sites.view(site);
  await view.refresh();
  return view.state.settings;
}

function notForJobsOf(valueStream: string, site: string): RunFailure {
  const message =
    `Site '${site}' is not for jobs of the value stream '${valueStream}': name another one, or have its settings name the ` +
    `value stream among \`jobValueStreams\`.`;
  return { reason: 'service-refused', message };
}

/** Here nobody would ever work on the order. */
function heldElsewhere(site: string, holder: string): RunFailure {
  const message = `Site '${site}' is held by the control plane '${holder}': schedule the job there.`;
  return { reason: 'no-capacity', message };
}

interface Wanted {
  readonly attempt: RunAttempt;
  readonly orderId: string;
  readonly terms: OrderTerms;
  readonly valueStream: string;
}

async function findSite(
  { scheduler, sites, orders, controlPlane }: Dependencies,
  { attempt, orderId, terms, valueStream }: Wanted,
  now: number,
): Promise<string | undefined> {
  const names = await scheduler.sites();
  if (attempt.attempt > 1) {
    const found = await Promise.all(names.map((site) => orders.get(site, orderId)));
    const before = found.find((order) => order !== undefined);
    if (before !== undefined) return before.value.site;
  }
  const states = await Promise.all(
    names.map(async (site): Promise<SiteState> => {
      const view = sites.view(site);
      await view.refresh();
      return view.state;
    }),
  );
  const open = states
    .filter(({ settings }) => (settings.controlPlane ?? controlPlane) === controlPlane)
    .filter(({ settings }) => isForJobsOf(valueStream, settings));
  return chooseSite(open, terms.labels, now);
}

function noCapacity({ labels }: OrderTerms, valueStream: string): RunFailure {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}: ${value}`);
  const which = wanted.length === 0 ? 'an edge' : `an edge with the labels ${wanted.join(', ')}`;
  const message = `No site of this control plane has ${which} for jobs of the value stream '${valueStream}'.`;
  return { reason: 'no-capacity', message };
}

/**
 * Asks for the power of a run. Whoever asks again, or late, has asked once; what somebody asks whose run ends meanwhile
 * is withdrawn, since the withdrawal at its end may have come before. Throws Unavailable.
 */
export function createAskForRun({ load, askOrders, withdrawOrder }: Dependencies) {
  return async (
    { runId, attempt }: RunAttempt,
    order: RunOrder,
  ): Promise<{ readonly outcome: 'asked' } | Over> => {
    const work = await load({ runId, attempt });
    if (work.outcome !== 'loaded') return work;
    const { job } = work;
    const asked = { ...order, attempt, runId, askedBy: `job:${job.jobId}` };
    const [outcome] = await askOrders(order.site, [asked]);
    if (outcome !== 'conflict') {
      const after = await load({ runId, attempt });
      if (after.outcome !== 'over') return { outcome: 'asked' };
      await withdrawOrder(order.site, order.orderId, attempt);
      return after;
    }
    const message = `Site '${order.site}' has another order called '${order.orderId}'.`;
    return { outcome: 'rejected', failure: { reason: 'work-failed', message } };
  };
}

export type LookOutcome =
  | {
      readonly outcome: 'going';
      readonly percent: number;
      readonly workingEdges: number;
      /** What it is if it is not done in time. */
      readonly failure: RunFailure;
    }
  | { readonly outcome: 'spent'; readonly result: PlainResult }
  | Over;

/** Looks at the order of a run. Throws Unavailable. */
export function createLookAtOrder({ load, readOrder }: Dependencies) {
  return async (
    attempt: RunAttempt,
    { site, orderId }: { readonly site: string; readonly orderId: string },
  ): Promise<LookOutcome> => {
    const work = await load(attempt);
    if (work.outcome !== 'loaded') return work;
    const standing = await readOrder(site, orderId);
    if (standing === undefined) {
      const message = `Site '${site}' has no order '${orderId}' any more.`;
      return { outcome: 'rejected', failure: { reason: 'work-lost', message } };
    }
    const { ledger, order, progress } = standing;
    if (ledger.state === 'spent') return { outcome: 'spent', result: resultOf(standing) };
    if (order.wanted === 'withdrawn') {
      const message = `Order '${orderId}' was withdrawn at site '${site}' when ${progress.percent} % of it was spent.`;
      return { outcome: 'rejected', failure: { reason: 'work-cancelled', message } };
    }
    const { percent, workingEdges } = progress;
    return { outcome: 'going', percent, workingEdges, failure: tooSlow(standing) };
  };
}

function tooSlow({ ledger, order, progress }: OrderStanding): RunFailure {
  if (ledger.startedAt === undefined) {
    const message = `No edge of site '${order.site}' had anything free for it within the time-out.`;
    return { reason: 'no-capacity', message };
  }
  const { percent, workingEdges } = progress;
  const edges = workingEdges === 1 ? 'one edge was' : `${workingEdges} edges were`;
  const message = `When it was last looked at before its time-out, ${percent} % was spent, and ${edges} at work.`;
  return { reason: 'timed-out', message };
}

/** What others go on with has to be short. */
const MAX_SHARES = 40;

function resultOf({ order, ledger, progress }: OrderStanding): PlainResult {
  const { site, orderId, wattSeconds } = order;
  const { startedAt = ledger.askedAt, endedAt = startedAt, returnedChunks } = ledger;
  const edges = progress.shares.length;
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const shares = progress.shares.slice(0, MAX_SHARES).map(({ edge, spentWattSeconds }) => ({
    edge,
    spentWattSeconds,
  }));
  return {
    kind: 'edge',
    words: `${wattSeconds} Ws were spent at site ${site} by ${edges === 1 ? 'one edge' : `${edges} edges`} in ${seconds} s.`,
    figures: {
      'Watt-seconds': wattSeconds,
      Site: site,
      Edges: edges,
      Seconds: seconds,
      'Chunks that came back': returnedChunks,
    },
    output: {
      ...{ site, orderId, wattSeconds, returnedChunks, shares },
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
    },
  };
}

/** Withdraws the order of an attempt that is over; a later attempt that has asked for it keeps it. Throws Unavailable. */
export function createWithdrawForRun({ withdrawOrder }: Dependencies) {
  return async (
    { attempt }: RunAttempt,
    { site, orderId }: { readonly site: string; readonly orderId: string },
  ): Promise<void> => {
    await withdrawOrder(site, orderId, attempt);
  };
}
