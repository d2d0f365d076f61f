import type { HistoryEvent, Instance, JsonText, Outcome, Work } from './instance.ts';

export interface ReplayRequest {
  readonly instance: Instance;
  /** Events of earlier turns, then (from `firstNew` on) those of this turn. */
  readonly history: readonly HistoryEvent[];
  readonly firstNew: number;
}

/** One request of the orchestrator, in the order of its first yield, since its execution began. */
export interface Leaf {
  /** What it asks for, in words that stay the same on every replay. */
  readonly signature: string;
  readonly isCancelled: boolean;
  /** Read on demand: all leaves come back at every turn, and only new ones are looked into. */
  readonly work: () => Work;
}

export type ReplayResult =
  | {
      readonly kind: 'replayed';
      /** Only those that take a task id: waits for external events do not. */
      readonly leaves: readonly Leaf[];
      /** undefined leaves the last one as it was. */
      readonly customStatus: JsonText | undefined;
      readonly outcome: Outcome | undefined;
      /** Everything asked for, waits for events included, in words that hold its inputs too. For strict mode. */
      readonly describe: () => readonly string[];
    }
  /** The orchestrator breaks a rule of replay: it fails at once, whatever is open. */
  | { readonly kind: 'broken'; readonly error: string };

/** Runs an orchestrator's code over its history. One implementation per wire protocol of the SDK. */
export interface OrchestratorReplay {
  /** Never rejects: whatever goes wrong is a `broken` orchestrator. */
  replay(request: ReplayRequest): Promise<ReplayResult>;
}
