import { describe, type HealthAnswer } from './health-answer.ts';
import { waitUntilSteady, type WaitClock } from './wait-until-steady.ts';

export interface SmokeTest {
  readonly ask: () => Promise<HealthAnswer>;
  /** As the package tells it: the new code has to answer, not the one that it replaces. */
  readonly version: string;
  readonly timeoutMs: number;
  readonly clock: WaitClock;
}

export interface Verdict {
  readonly passed: boolean;
  readonly words: string;
}

const IN_A_ROW = 5;
const INTERVAL_MS = 3_000;

/** Waits until the app answers as the version that was deployed and is well, five times in a row. */
export async function smokeTest({ ask, version, timeoutMs, clock }: SmokeTest): Promise<Verdict> {
  const isGood = (answer: HealthAnswer) =>
    answer.kind === 'health' && answer.httpStatus === 200 && answer.version === version;
  const waited = await waitUntilSteady({
    ...{ ask, isGood, timeoutMs, clock },
    ...{ inARow: IN_A_ROW, intervalMs: INTERVAL_MS },
  });
  if (waited.outcome === 'steady') return { passed: true, words: `${version} answers, and is well.` };
  return { passed: false, words: `${version} was waited for in vain: ${describe(waited.last)}.` };
}
