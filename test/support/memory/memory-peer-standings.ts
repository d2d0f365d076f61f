import type { PeerStanding, PeerStandingStore } from '../../../shared/kinds/edge/application/ports/peers.ts';

/** How it stands with other control planes, as long as the process lives. */
export class MemoryPeerStandings implements PeerStandingStore {
  readonly #standings = new Map<string, PeerStanding>();
  /** How often one was written. */
  saves = 0;

  async list(): Promise<readonly PeerStanding[]> {
    return [...this.#standings.values()];
  }

  async save(standing: PeerStanding): Promise<void> {
    this.saves += 1;
    this.#standings.set(standing.name, standing);
  }
}
