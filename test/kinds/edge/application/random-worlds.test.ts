import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../../shared/domain/errors.ts';
import type { AskedOrder } from '../../../../shared/kinds/edge/application/edge-orders.ts';
import type { AgentDesired } from '../../../../shared/kinds/edge/domain/desired.ts';
import type { OrderLedger } from '../../../../shared/kinds/edge/domain/ledger.ts';
import { EdgeWorld, type Fate } from '../../../support/edge/edge-world.ts';
import { SimulatedAgent, type RealWork } from '../../../support/edge/simulated-agent.ts';
import { exampleOrder } from '../../../support/example-edges.ts';

/** Numbers that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const AGENTS = 4;
const ORDERS = 12;
const STEPS = 120;

/**
 * A world in which edges go silent, come back with what they were told long ago, start anew without a memory, work on what
 * was taken from them; schedulers are two, and are killed before and after any of their writes; orders come and are
 * withdrawn. Everything of the stores is checked after every write.
 */
class RandomWorld {
  readonly #random: () => number;
  readonly #real: RealWork = new Map();
  readonly #sizes = new Map<string, number>();
  readonly #owners = new Map<string, string>();
  readonly #capacities = new Map<string, number>();
  readonly #wanted = new Set<string>();
  readonly #agents: SimulatedAgent[];
  readonly world: EdgeWorld;
  #isRough = true;
  #instances: readonly ReturnType<EdgeWorld['instance']>[];
  #started = 0;
  #asked = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.world = new EdgeWorld({
      afterCommit: () => {
        this.#check();
      },
      fate: () => this.#fate(),
    });
    this.#instances = [this.world.instance(), this.world.instance()];
    this.#agents = Array.from({ length: AGENTS }, (_, index) => {
      const agent = `edge-${index}`;
      const edges = Array.from({ length: 1 + this.#below(3) }, (_each, number) => {
        const edge = `${agent}.${number}`;
        const capacity = 1 + this.#below(2);
        this.#capacities.set(edge, capacity);
        return { edge, watts: 1 + this.#below(40), capacity };
      });
      return new SimulatedAgent(agent, edges, this.#real);
    });
  }

  async play(): Promise<void> {
    for (let step = 0; step < STEPS; step += 1) {
      this.world.now += 1000 * (1 + this.#below(8));
      for (const agent of this.#agents) if (agent.isUp) agent.work(1 + this.#below(5));
      // Several at once, by both instances.
      await Promise.all([this.#act(), this.#act(), this.#act()]);
    }
    await this.#calm();
  }

  ledgers(): readonly OrderLedger[] {
    return this.world.edges.of('north').flatMap((kept) => (kept.kind === 'ledger' ? [kept.ledger] : []));
  }

  /** Orders that are still wanted. */
  get wanted(): readonly string[] {
    return [...this.#wanted];
  }

  async #act(): Promise<void> {
    const agent = this.#agents[this.#below(AGENTS)];
    if (agent === undefined) return;
    const dice = this.#random();
    if (dice < 0.12) return this.#tolerant(() => this.#ask());
    if (dice < 0.16) return this.#tolerant(() => this.#withdraw());
    if (dice < 0.2) this.#instances = [this.world.instance(), this.#instance()];
    else if (dice < 0.3) for (const edge of agent.edges) edge.isSilent = this.#random() < 0.5;
    else if (dice < 0.36 || !agent.isUp) return this.#tolerant(() => this.#start(agent));
    else if (dice < 0.46) return this.#tolerant(() => this.#instance().sites.poke('north'));
    else {
      const isObeying = this.#random() < 0.8;
      await agent.report(this.#instance(), { isObeying });
    }
  }

  /** From here on nothing breaks: everything has to end. */
  async #calm(): Promise<void> {
    this.#isRough = false;
    for (const agent of this.#agents) {
      for (const edge of agent.edges) edge.isSilent = false;
      await this.#start(agent);
    }
    for (let round = 0; round < 200 && this.#isGoing(); round += 1) {
      this.world.now += 5000;
      for (const agent of this.#agents) {
        agent.work(5);
        await agent.report(this.#instance());
      }
      await this.#instance().sites.poke('north');
    }
  }

  #isGoing(): boolean {
    const known = this.ledgers();
    return known.length < this.#asked || known.some(({ state }) => state === 'queued' || state === 'running');
  }

  async #ask(): Promise<void> {
    if (this.#asked >= ORDERS) return;
    const orderId = `heat-${this.#asked}`;
    const { askedAt: _at, wanted: _wanted, ...rest } = exampleOrder({ orderId });
    const order: AskedOrder = {
      ...rest,
      wattSeconds: 1 + this.#below(3000),
      maxEdges: 1 + this.#below(6),
      minChunkWattSeconds: 1 + this.#below(50),
    };
    this.#asked += 1;
    this.#wanted.add(orderId);
    await this.#instance().askOrders('north', [order]);
  }

  async #withdraw(): Promise<void> {
    if (this.#asked === 0) return;
    const orderId = `heat-${this.#below(this.#asked)}`;
    this.#wanted.delete(orderId);
    await this.#instance().withdrawOrder('north', orderId);
  }

  async #start(agent: SimulatedAgent): Promise<void> {
    this.#started += 1;
    await agent.start(this.#instance(), `process-${this.#started}`);
  }

  async #tolerant(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }

  #fate(): Fate {
    const dice = this.#isRough ? this.#random() : 1;
    if (dice < 0.06) return 'killed-before';
    return dice < 0.12 ? 'killed-after' : 'well';
  }

  #instance() {
    return this.#instances[this.#below(2)] ?? this.world.instance();
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** What holds after every write, whoever made it. */
  #check(): void {
    const kept = this.world.edges.of('north');
    const desired = kept.flatMap((each) => (each.kind === 'desired' ? [each.desired] : []));
    const ledgers = this.ledgers();
    this.#checkAgreement(ledgers, desired);
    for (const ledger of ledgers) this.#checkBooks(ledger);
  }

  #checkAgreement(ledgers: readonly OrderLedger[], desired: readonly AgentDesired[]): void {
    const lent = ledgers.flatMap(({ open }) => open.map(({ chunkId, edge }) => `${chunkId} ${edge}`));
    const told = desired.flatMap(({ edges }) =>
      edges.flatMap(({ edge, chunks }) => chunks.map(({ chunkId }) => `${chunkId} ${edge}`)),
    );
    expect(told.sort()).toEqual(lent.sort());
    for (const { edge, chunks } of desired.flatMap(({ edges }) => edges)) {
      expect(chunks.length).toBeLessThanOrEqual(this.#capacities.get(edge) ?? 0);
    }
  }

  #checkBooks(ledger: OrderLedger): void {
    const { wattSeconds, spentWattSeconds, leftWattSeconds, open, shares } = ledger;
    const lent = open.reduce((sum, chunk) => sum + chunk.wattSeconds, 0);
    expect(spentWattSeconds + lent + leftWattSeconds).toBe(wattSeconds);
    expect(shares.reduce((sum, share) => sum + share.spentWattSeconds, 0)).toBe(spentWattSeconds);
    for (const { chunkId, edge, wattSeconds: size } of open) {
      // An id is given once, to one edge.
      expect(this.#owners.get(chunkId) ?? edge).toBe(edge);
      this.#owners.set(chunkId, edge);
      this.#sizes.set(chunkId, size);
    }
    expect(spentWattSeconds).toBeLessThanOrEqual(this.#reallySpent(ledger.orderId));
  }

  /** Of each chunk no more than its size counts, however much its edge has spent. */
  #reallySpent(orderId: string): number {
    return [...this.#sizes]
      .filter(([chunkId]) => chunkId.startsWith(`${orderId}~`))
      .reduce((sum, [chunkId, size]) => sum + Math.min(size, this.#real.get(chunkId) ?? 0), 0);
  }
}

describe('edges, schedulers and people who come and go as they like', () => {
  test.each(Array.from({ length: 12 }, (_, index) => 1000 + index))(
    'lose nothing, count nothing twice, and end every order (seed %i)',
    async (seed) => {
      const random = new RandomWorld(seed);

      await random.play();

      const states = new Map(random.ledgers().map((ledger) => [ledger.orderId, ledger]));
      expect(states.size).toBeGreaterThan(2);
      for (const orderId of random.wanted) {
        expect(states.get(orderId)).toMatchObject({ state: 'spent', leftWattSeconds: 0, open: [] });
      }
      for (const { state } of states.values()) expect(['spent', 'withdrawn']).toContain(state);
    },
  );
});
