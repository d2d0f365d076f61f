import { z } from 'zod';

/** What a peer is asked to do. */
export interface PeerPlan {
  /** Of the server: a Redis socket's path, or a PostgreSQL connection string. */
  readonly connection: string;
  /** The settings that its documentation advises for speed; otherwise its defaults. */
  readonly tuned: boolean;
  /** One recurring schedule an instant, which is then a full minute; otherwise one delayed job an instant. */
  readonly recurring: boolean;
  /** Epoch milliseconds. */
  readonly dueAt: readonly number[];
  /** To be called by the handler, which does nothing else, with the index of its instant. */
  readonly onStart: (index: number) => void;
}

/** A peer at work. */
export interface PeerWork {
  stop(): Promise<void>;
}

/** Puts everything in and starts one worker; resolves when both are ready. */
export type StartPeer = (plan: PeerPlan) => Promise<PeerWork>;

/** What travels with a job of a peer. */
export const jobData = z.object({ index: z.number() });

/** `minute hour * * *` in UTC. */
export function dailyCron(dueAt: number): string {
  const due = new Date(dueAt);
  return `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
}
