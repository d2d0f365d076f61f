import type { Gate } from '../../domain/run/gate.ts';
import type { Versioned } from './versioned.ts';

/** Holds the gates, one for each concurrency key that was ever asked for. May throw Unavailable. */
export interface GateStore {
  get(key: string): Promise<Versioned<Gate> | undefined>;

  /** Replaces the gate at `ifVersion`; undefined: there must be none yet. `conflict` writes nothing. */
  save(gate: Gate, condition: { readonly ifVersion: string | undefined }): Promise<'saved' | 'conflict'>;

  /** All gates with a run at them. */
  inUse(): AsyncIterable<Gate>;
}
