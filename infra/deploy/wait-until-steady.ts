/** Time as a wait goes by it. */
export interface WaitClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface Waiting<Answer> {
  readonly ask: () => Promise<Answer>;
  /** Whether this answer is what is waited for; `before` is the one that came before it. */
  readonly isGood: (answer: Answer, before: Answer | undefined) => boolean;
  /** Good answers that have to come one after the other: behind one address there are several instances, old ones too. */
  readonly inARow: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly clock: WaitClock;
}

export type Waited<Answer> =
  | { readonly outcome: 'steady'; readonly answer: Answer }
  | { readonly outcome: 'timed-out'; readonly last: Answer };

/** Asks again and again until good answers come in a row, or the time is over; once at least. */
export async function waitUntilSteady<Answer>(waiting: Waiting<Answer>): Promise<Waited<Answer>> {
  const { ask, isGood, inARow, intervalMs, timeoutMs, clock } = waiting;
  const deadline = clock.now() + timeoutMs;
  let before: Answer | undefined;
  for (let good = 0; ;) {
    const answer = await ask();
    good = isGood(answer, before) ? good + 1 : 0;
    if (good >= inARow) return { outcome: 'steady', answer };
    if (clock.now() + intervalMs > deadline) return { outcome: 'timed-out', last: answer };
    before = answer;
    await clock.sleep(intervalMs);
  }
}
