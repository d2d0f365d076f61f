import { setTimeout as delay } from 'node:timers/promises';

import type { OrchestratorReplay, ReplayRequest, ReplayResult } from '../engine/replay.ts';

/** Long enough for `Date.now()` to have moved on at the second replay. */
const PAUSE_MS = 2;
const RULE =
  'An orchestrator must do the same for the same history: no Date.now(), Math.random(), I/O or state outside it; ' +
  'use context.df.currentUtcDateTime, context.df.newGuid() and activities.';

/** Replays every turn twice and compares what the orchestrator asks for, inputs included. */
export class TwofoldReplay implements OrchestratorReplay {
  readonly #inner: OrchestratorReplay;

  constructor(inner: OrchestratorReplay) {
    this.#inner = inner;
  }

  async replay(request: ReplayRequest): Promise<ReplayResult> {
    const first = await this.#inner.replay(request);
    if (first.kind === 'broken') return first;
    // Both are read before anything is decided: the SDK's actions change when user code runs on.
    const before = describe(first);
    await delay(PAUSE_MS);
    const second = await this.#inner.replay(request);
    const difference = firstDifference(before, describe(second));
    if (difference === undefined) return first;
    return {
      kind: 'broken',
      error: `Non-deterministic orchestrator: replayed twice over one history, ${difference}. ${RULE}`,
    };
  }
}

function describe(result: ReplayResult): readonly string[] {
  if (result.kind === 'broken') return [`failure: ${result.error}`];
  const { customStatus, outcome } = result;
  return [
    ...result.describe(),
    ...(customStatus === undefined ? [] : [`custom status ${customStatus}`]),
    ...(outcome === undefined ? [] : [`outcome ${JSON.stringify(outcome)}`]),
  ];
}

function firstDifference(before: readonly string[], after: readonly string[]): string | undefined {
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const [first = 'nothing', second = 'nothing'] = [before[index], after[index]];
    if (first !== second) return `step ${index + 1} was first ${first} and then ${second}`;
  }
  return undefined;
}
