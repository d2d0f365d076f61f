import { describe, type HealthAnswer } from './health-answer.ts';
import type { Verdict } from './smoke-test.ts';
import { waitUntilSteady, type WaitClock } from './wait-until-steady.ts';

export interface Settling {
  readonly ask: () => Promise<HealthAnswer>;
  readonly timeoutMs: number;
  readonly clock: WaitClock;
}

const IN_A_ROW = 6;
const INTERVAL_MS = 10_000;

/**
 * Waits until the app says the same for a minute: a change of its infrastructure or settings starts it anew, and a
 * deployment of code meanwhile would start it a second time over the first. What it says does not matter; before the
 * first deployment there is no app.
 */
export async function settle({ ask, timeoutMs, clock }: Settling): Promise<Verdict> {
  const waited = await waitUntilSteady({
    ...{ ask, timeoutMs, clock },
    isGood: (answer, before) => before !== undefined && isSame(answer, before),
    ...{ inARow: IN_A_ROW, intervalMs: INTERVAL_MS },
  });
  return waited.outcome === 'steady'
    ? { passed: true, words: `The app has settled: ${describe(waited.answer)}.` }
    : { passed: false, words: `The app does not settle: ${describe(waited.last)}.` };
}

function isSame(answer: HealthAnswer, before: HealthAnswer): boolean {
  if (answer.kind === 'health' && before.kind === 'health')
    return answer.httpStatus === before.httpStatus && answer.version === before.version;
  if (answer.kind === 'other' && before.kind === 'other') return answer.httpStatus === before.httpStatus;
  return answer.kind === before.kind;
}
