import type { Clock, Pause } from '../../../application/ports/environment.ts';
import { MINUTE_MS } from '../../../domain/schedule/instant.ts';
import { isOver } from '../domain/ledger.ts';
import { planClosings } from '../domain/plan-closings.ts';
import { planOpenings } from '../domain/plan-openings.ts';
import { ordersToBook, SiteBooks } from '../domain/site-books.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { EdgeSchedulerStore, SchedulerWrite } from './ports/edge-stores.ts';
import type { SiteView } from './site-view.ts';

/** So often a pass begins anew because somebody else has written. The periodic one goes on where it gives up. */
const MAX_TRIES = 6;

/** The longest pause before another try: two schedulers that meet again and again part by it. */
const MAX_PAUSE_MS = 200;

/** Orders that come from a clock that is behind are still looked at. */
const SETTLED_AFTER_MS = 10 * MINUTE_MS;

/** What a pass has done. */
export interface SitePass {
  readonly outcome: 'done' | 'gave-up' | 'held-elsewhere';
  readonly opened: number;
  readonly closed: number;
  /** Orders that are over by it. */
  readonly over: readonly EndedOrder[];
  /** Agents whose desired work is another. */
  readonly agents: readonly string[];
}

/** An order that is over; of a run, its attempt. */
export interface EndedOrder {
  readonly orderId: string;
  readonly runId?: string;
  readonly attempt: number;
}

interface Dependencies {
  readonly store: Pick<EdgeSchedulerStore, 'commit'>;
  readonly clock: Clock;
  readonly pause: Pause;
  /** The control plane that this is. */
  readonly controlPlane: string;
  /** 0 up to 1, different each time. */
  readonly chance: () => number;
}

export type ScheduleSite = (view: SiteView) => Promise<SitePass>;

/**
 * One pass of the scheduler over a site: closes chunks that are spent or whose edge will not spend them, and gives free
 * edges new ones. It writes in transactions that each leave the trees in agreement, conditional on what it went by: two
 * passes at once cost the slower one a try, and a pass that is killed leaves nothing half done.
 *
 * Throws Unavailable.
 */
export function createScheduleSite({
  store,
  clock,
  pause,
  controlPlane,
  chance,
}: Dependencies): ScheduleSite {
  return async (view) => {
    const tally = new PassTally();
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      await view.refresh();
      const { settings } = view.state;
      if (settings.controlPlane !== undefined && settings.controlPlane !== controlPlane) {
        return tally.pass('held-elsewhere');
      }
      const isDone = await makePass({ store, view, tally, now: clock.now() });
      if (isDone) return tally.pass('done');
      // What was refused twice may be known wrongly here, whatever the feed says.
      if (attempt > 1) view.forget();
      await pause(MAX_PAUSE_MS * chance(), NEVER);
    }
    return tally.pass('gave-up');
  };
}

const NEVER = new AbortController().signal;

interface Work {
  readonly store: Pick<EdgeSchedulerStore, 'commit'>;
  readonly view: SiteView;
  readonly tally: PassTally;
  readonly now: number;
}

/** False when somebody else has written meanwhile. What was written until then stays. */
async function makePass(work: Work): Promise<boolean> {
  const { view, tally, now } = work;
  const { state } = view;
  const books = new SiteBooks(state, now);
  for (const step of steps(books, state, { tally, now, isFirst: !view.isKnown })) {
    step();
    if (books.isFull && !(await write(work, books))) return false;
  }
  return books.isEmpty || (await write(work, books));
}

/** The steps of a pass, each planned when those before it are booked. */
function* steps(
  books: SiteBooks,
  state: SiteState,
  { tally, now, isFirst }: { readonly tally: PassTally; readonly now: number; readonly isFirst: boolean },
): Generator<() => void> {
  const { toEnter, toWithdraw } = ordersToBook(state);
  for (const order of toEnter) {
    yield () => {
      books.enter(order);
    };
  }
  for (const [edge, settings] of state.edgeSettings) {
    yield () => {
      books.mark(edge, settings.state);
    };
  }
  for (const closing of planClosings(books.state, now)) {
    yield () => {
      books.close(closing);
      tally.closed += 1;
    };
  }
  for (const orderId of toWithdraw) {
    yield () => {
      books.withdraw(orderId);
    };
  }
  for (const opening of planOpenings(books.state, now)) {
    yield () => {
      books.open(opening);
      tally.opened += 1;
    };
  }
  const settledBefore = settledUntil(books.state, now);
  const isBehind = settledBefore - state.totals.settledBefore > SETTLED_AFTER_MS;
  if (isBehind || isFirst) {
    yield () => {
      books.settle(settledBefore);
    };
  }
}

function settledUntil({ orders, ledgers }: SiteState, now: number): number {
  let until = now - SETTLED_AFTER_MS;
  for (const { askedAt } of orders.values()) until = Math.min(until, askedAt);
  for (const ledger of ledgers.values()) if (!isOver(ledger)) until = Math.min(until, ledger.askedAt);
  return until;
}

async function write({ store, view, tally }: Work, books: SiteBooks): Promise<boolean> {
  const { ledgers, desired, totals } = books.take();
  const changed = [
    ...ledgers.map((ledger) => ({ kind: 'ledger', ledger }) as const),
    ...desired.map((each) => ({ kind: 'desired', desired: each }) as const),
    { kind: 'totals', totals } as const,
  ];
  const writes = changed.map((each): SchedulerWrite => ({ ...each, ifVersion: view.versionOf(each) }));
  const { site } = view.state;
  const answer = await store.commit(site, writes);
  if (answer.outcome === 'conflict') {
    // Books that were thought to be new may be there, of an order that was over.
    for (const { orderId } of ledgers) await view.findLedger(orderId);
    return false;
  }
  for (const ledger of ledgers) {
    const order = view.state.orders.get(ledger.orderId);
    if (isOver(ledger))
      tally.over.push({ ...runOf(order), orderId: ledger.orderId, attempt: ledger.attempt });
  }
  for (const { agent } of desired) tally.agents.add(agent);
  view.saved(writes, answer.versions);
  return true;
}

function runOf(order: { readonly runId?: string } | undefined): { readonly runId?: string } {
  return order?.runId === undefined ? {} : { runId: order.runId };
}

class PassTally {
  readonly over: EndedOrder[] = [];
  readonly agents = new Set<string>();
  opened = 0;
  closed = 0;

  pass(outcome: SitePass['outcome']): SitePass {
    const { over, opened, closed } = this;
    return { outcome, opened, closed, over, agents: [...this.agents] };
  }
}
