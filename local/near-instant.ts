/** What there is after this time comes too late: something is wrong, and no slow machine. */
const FURTHEST_AHEAD_MS = 120_000;

/** How the app refuses a schedule whose only slot is over. */
const IS_OVER = 'name no instant after now';

/**
 * Asks for a slot that is as near as may be. One that is over when the request arrives is refused: then once more for
 * one four times as far ahead, until the machine is quick enough for it.
 *
 * @param ask Sends what names the instant, epoch ms; told how often it was asked before, for ids that must be new.
 * @throws What `ask` throws, other than that refusal.
 */
export async function atNearInstant<T>(
  ask: (at: number, asked: number) => Promise<T>,
  { aheadMs = 1000 } = {},
): Promise<T> {
  for (let asked = 0, ahead = aheadMs; ; asked += 1, ahead *= 4) {
    try {
      return await ask(Date.now() + ahead, asked);
    } catch (error) {
      const isOver = error instanceof Error && error.message.includes(IS_OVER);
      if (!isOver || ahead > FURTHEST_AHEAD_MS) throw error;
    }
  }
}
