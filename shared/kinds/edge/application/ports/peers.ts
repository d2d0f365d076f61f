import type { EdgeConfig } from '../../domain/edge-config.ts';

/** What another control plane has told. */
export interface ToldConfig {
  /** How it calls itself. */
  readonly controlPlane: string;
  /** Undefined: what was named in the request is all that it has. */
  readonly documents: readonly EdgeConfig[] | undefined;
  /** How many of its documents are not understood here. */
  readonly notUnderstood: number;
}

/** Another control plane, with which this one shares what people have set. All methods throw PeerFault. */
export interface Peer {
  readonly name: string;
  readonly url: string;
  /** What it knows, unless that has the digest. */
  read(unless: string): Promise<ToldConfig>;
  /** Tells it documents. */
  give(documents: readonly EdgeConfig[]): Promise<void>;
}

/** Thrown when another control plane has not done what it was asked. Its message goes to people. */
export class PeerFault extends Error {
  override readonly name = 'PeerFault';
}

/** How it stands with another control plane. */
export interface PeerStanding {
  readonly name: string;
  /** When both last knew the same. */
  readonly agreedAt?: number;
  /** Since when exchanges have failed. */
  readonly failedAt?: number;
  readonly fault?: string;
  readonly notUnderstood: number;
}

/** Where that is kept. Both methods may throw Unavailable. */
export interface PeerStandingStore {
  list(): Promise<readonly PeerStanding[]>;
  /** Whoever saves last is right. */
  save(standing: PeerStanding): Promise<void>;
}
