import type {
  DesiredView,
  RegisterAgentBody,
  RegisteredView,
  ReportBody,
} from '../../shared/kinds/edge/contracts/agent-protocol.ts';
import type { EdgeStates } from './edge-memory.ts';
import {
  giveBack,
  isBusy,
  isDone,
  nextDoneAt,
  newEdgeState,
  obey,
  spend,
  type EdgeState,
  type HeldChunk,
} from './edge-state.ts';
import type { PowerCurve } from './power-curve.ts';

/** An edge as it is made. */
export interface EdgeMake {
  readonly name: string;
  readonly power: PowerCurve;
  /** How many chunks it works on at the same time. */
  readonly capacity: number;
  /** Watt-seconds that it has to spend in all, as a battery has; absent: no end. */
  readonly budgetWattSeconds?: number;
  readonly labels: Readonly<Record<string, string>>;
}

type ReportedEdge = ReportBody['edges'][number];

/** What the edges of one agent have and do. Nothing here waits: whoever holds it says what time it is. */
export class EdgeBook {
  readonly #edges: readonly EdgeMake[];
  readonly #states: Map<string, EdgeState>;
  /** Until when the edges may spend: as long as the control plane has answered of late. */
  #leasedUntil = 0;
  #generation = 0;
  #isLeaving = false;
  /** Edges that are not heard of: they spend nothing and are in no report. */
  readonly #silent = new Set<string>();
  /** Edges that people have taken out of service. */
  #retired: ReadonlySet<string> = new Set();

  /** @param kept What the edges knew when they were last saved; they have spent nothing since. */
  constructor(edges: readonly EdgeMake[], kept: EdgeStates, now: number) {
    this.#edges = edges;
    this.#states = new Map(
      edges.map(({ name }) => [name, { ...(kept.get(name) ?? newEdgeState(now)), spentUntil: now }]),
    );
  }

  /** The generation of desired work that the edges go by; 0: none yet. */
  get generation(): number {
    return this.#generation;
  }

  /** What has to be there again after a crash. */
  get states(): EdgeStates {
    return this.#states;
  }

  /** Spends the power that there was up to an instant, but none from the end of the lease on. */
  settle(now: number): void {
    for (const edge of this.#edges) {
      const state = this.#stateOf(edge);
      const settled = this.#silent.has(edge.name)
        ? state
        : settleEdge(edge, state, Math.min(now, this.#leasedUntil));
      // What went by without a lease is gone: it is not spent later.
      this.#states.set(edge.name, settled.spentUntil < now ? { ...settled, spentUntil: now } : settled);
    }
  }

  /** An edge is heard of no more, or again. */
  silence(name: string, isSilent: boolean, now: number): void {
    this.settle(now);
    if (isSilent) this.#silent.add(name);
    else this.#silent.delete(name);
  }

  /** The control plane has answered what was asked at an instant. */
  extendLease(askedAt: number, leaseSeconds: number): void {
    this.#leasedUntil = Math.max(this.#leasedUntil, askedAt + leaseSeconds * 1000);
  }

  /** Goes on from a registration, whose desired work counts whatever was there before. */
  resume({ desired, reported }: RegisteredView, now: number): void {
    this.settle(now);
    const known = new Map(reported.flatMap(({ chunks }) => chunks.map((chunk) => [chunk.chunkId, chunk])));
    this.#follow(desired, (chunkId) => {
      const chunk = known.get(chunkId);
      return chunk && { spent: chunk.spentWattSeconds, isGivenBack: chunk.state === 'failed' };
    });
  }

  /** Has the edges do what they are to do, unless they already go by something later. Tells whether that is new. */
  follow(desired: DesiredView, now: number): boolean {
    if (desired.generation <= this.#generation) return false;
    this.settle(now);
    this.#follow(desired, () => undefined);
    return true;
  }

  #follow(
    { generation, edges }: DesiredView,
    known: (chunkId: string) => Pick<HeldChunk, 'spent' | 'isGivenBack'> | undefined,
  ): void {
    const wanted = new Map(edges.map(({ edge, chunks }) => [edge, chunks]));
    for (const edge of this.#edges) {
      const chunks = (wanted.get(edge.name) ?? []).map(({ chunkId, wattSeconds }) => {
        const before = known(chunkId);
        return { chunkId, wattSeconds, ...(before === undefined ? {} : { known: before }) };
      });
      const obeyed = obey(this.#stateOf(edge), chunks);
      this.#states.set(edge.name, this.#isLeaving ? giveBack(obeyed) : obeyed);
    }
    this.#generation = generation;
    this.#retired = new Set(edges.filter(({ isRetired }) => isRetired).map(({ edge }) => edge));
  }

  /** Gives back what is not done: the edges are about to go. */
  leave(now: number): void {
    this.settle(now);
    this.#isLeaving = true;
    for (const [name, state] of this.#states) this.#states.set(name, giveBack(state));
  }

  /** What is registered of the edges. */
  registration(now: number): RegisterAgentBody['edges'] {
    return this.#edges.map((edge) => this.#powerOf(edge, now));
  }

  /** What is reported of the edges, as of the instant up to which they are settled. */
  report(now: number): readonly ReportedEdge[] {
    const heard = this.#edges.filter(({ name }) => !this.#silent.has(name));
    return heard.map((edge) => ({
      ...this.#powerOf(edge, now),
      isLeaving: this.#isLeaving,
      chunks: this.#stateOf(edge).chunks.map(reportOf),
    }));
  }

  #powerOf(edge: EdgeMake, now: number) {
    const budget = budgetOf(edge, this.#stateOf(edge));
    const { capacity, labels, budgetWattSeconds } = edge;
    return {
      edge: edge.name,
      availableWatts: budget < 1 || this.#isLeaving ? 0 : Math.floor(edge.power.at(now)),
      ...{ capacity, labels },
      ...(budgetWattSeconds === undefined ? {} : { budgetWattSeconds: Math.floor(budget) }),
    };
  }

  /** When an edge is done with a chunk, should power stay as it is; undefined when none has one. */
  nextDoneAt(now: number): number | undefined {
    const instants = this.#edges.flatMap((edge) => {
      if (this.#silent.has(edge.name)) return [];
      const facts = { watts: edge.power.at(now), capacity: edge.capacity };
      return nextDoneAt(this.#stateOf(edge), facts) ?? [];
    });
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  /** How many edges have something to do, how many are out of service, and what all have spent. */
  summary(): { readonly busy: number; readonly retired: number; readonly spentWattSeconds: number } {
    const states = [...this.#states.values()];
    return {
      busy: states.filter(isBusy).length,
      retired: this.#retired.size,
      spentWattSeconds: states.reduce((sum, { spentInAll }) => sum + spentInAll, 0),
    };
  }

  #stateOf({ name }: EdgeMake): EdgeState {
    return this.#states.get(name) ?? newEdgeState(0);
  }
}

/** Spends the power that an edge has had up to an instant. */
function settleEdge(edge: EdgeMake, state: EdgeState, until: number): EdgeState {
  const power = Math.min(edge.power.between(state.spentUntil, until), budgetOf(edge, state));
  const spent = spend(state, { power, capacity: edge.capacity, until });
  const isEmpty = edge.budgetWattSeconds !== undefined && budgetOf(edge, spent) < 1;
  return isEmpty && isBusy(spent) ? giveBack(spent) : spent;
}

/** Watt-seconds that an edge has left. */
function budgetOf({ budgetWattSeconds }: EdgeMake, { spentInAll }: EdgeState): number {
  return budgetWattSeconds === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(0, budgetWattSeconds - spentInAll);
}

/** Whole watt-seconds, rounded down: what is reported is spent. */
function reportOf(chunk: HeldChunk): NonNullable<ReportedEdge['chunks']>[number] {
  const state = isDone(chunk) ? 'done' : chunk.isGivenBack ? 'failed' : 'running';
  return { chunkId: chunk.chunkId, spentWattSeconds: Math.floor(chunk.spent), state };
}
