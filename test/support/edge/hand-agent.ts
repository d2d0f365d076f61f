import { setTimeout as pause } from 'node:timers/promises';
import { HttpControlPlane } from '../../../local/edge-agent/control-plane.ts';
import type { DesiredView } from '../../../shared/kinds/edge/contracts/agent-protocol.ts';

/** A part of an order that an edge of the agent has. */
export interface HandChunk {
  readonly edge: string;
  readonly chunkId: string;
  readonly orderId: string;
  readonly wattSeconds: number;
}

/** A long poll of the protocol takes so long at most; more than one is asked for. */
const POLL_SECONDS = 5;

/** Another request is made so soon after one that was not answered: the app is being started anew. */
const AGAIN_MS = 200;

/**
 * An agent over HTTP whose edges spend what the test says, when it says so: no time goes by for them. So what is spent is
 * known to the watt-second on a machine of any speed.
 */
export class HandAgent {
  readonly #plane: HttpControlPlane;
  readonly #agent: string;
  readonly #watts: Readonly<Record<string, number>>;
  readonly #spent = new Map<string, number>();
  #session = 0;
  #sequence = 0;
  #desired: DesiredView = { generation: 0, edges: [] };

  /** @param watts By edge: what it says that it can spend. */
  constructor(
    at: { readonly url: string; readonly site: string; readonly agent: string },
    watts: Readonly<Record<string, number>>,
  ) {
    this.#plane = new HttpControlPlane({ url: at.url }, at);
    this.#agent = at.agent;
    this.#watts = watts;
  }

  async register(): Promise<void> {
    const { session, desired } = await this.#plane.register({
      instanceId: `${this.#agent}-by-hand`,
      edges: Object.keys(this.#watts).map((edge) => this.#power(edge)),
    });
    this.#session = session;
    this.#desired = desired;
  }

  /** What its edges were last told to have. */
  get chunks(): readonly HandChunk[] {
    return this.#desired.edges.flatMap(({ edge, chunks }) => chunks.map((chunk) => ({ edge, ...chunk })));
  }

  /** Waits until what its edges are to have is so. Throws when it is not within the time. */
  async until(
    isSo: (chunks: readonly HandChunk[]) => boolean,
    deadlineMs: number,
  ): Promise<readonly HandChunk[]> {
    const giveUpAt = Date.now() + deadlineMs;
    while (!isSo(this.chunks)) {
      if (Date.now() > giveUpAt) {
        throw new Error(`Agent '${this.#agent}' still has: ${JSON.stringify(this.chunks)}`);
      }
      const query = { after: this.#desired.generation, waitSeconds: POLL_SECONDS };
      const desired = await this.#plane.desired(query, AbortSignal.timeout(deadlineMs)).catch(async () => {
        await pause(AGAIN_MS);
        return undefined;
      });
      this.#desired = desired ?? this.#desired;
    }
    return this.chunks;
  }

  /** Reports all edges, of which one has spent so much of a chunk by now, and obeys what it is answered. */
  async spend({ chunkId }: Pick<HandChunk, 'chunkId'>, wattSeconds: number): Promise<void> {
    this.#spent.set(chunkId, wattSeconds);
    await this.#report(this.chunks);
  }

  /** Reports of a chunk whether it still has it or not, as an agent does that has not heard yet. */
  async spendLate(chunk: HandChunk, wattSeconds: number): Promise<void> {
    this.#spent.set(chunk.chunkId, wattSeconds);
    await this.#report([chunk]);
  }

  async #report(has: readonly HandChunk[]): Promise<void> {
    this.#sequence += 1;
    const { desired } = await this.#plane.report({
      ...{ session: this.#session, sequence: this.#sequence, obeys: this.#desired.generation },
      edges: Object.keys(this.#watts).map((edge) => ({
        ...this.#power(edge),
        chunks: has.filter((chunk) => chunk.edge === edge).map((chunk) => this.#progressOf(chunk)),
      })),
    });
    this.#desired = desired ?? this.#desired;
  }

  #power(edge: string) {
    return { edge, availableWatts: this.#watts[edge] ?? 0, capacity: 1 };
  }

  #progressOf({ chunkId, wattSeconds }: HandChunk) {
    const spentWattSeconds = this.#spent.get(chunkId) ?? 0;
    return {
      ...{ chunkId, spentWattSeconds },
      state: spentWattSeconds >= wattSeconds ? ('done' as const) : ('running' as const),
    };
  }
}
