import { Unavailable } from '../domain/errors.ts';
import type { DeadLetterCause } from '../domain/run/run.ts';
import type { BuryOutcome } from './bury-run.ts';
import type { DeadLetterStore } from './ports/dead-letter-store.ts';
import type { Clock, Log } from './ports/environment.ts';

/** A message that its queue has given up. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly body: unknown;
  readonly cause: DeadLetterCause;
}

/** Long enough for every message of the app. */
const MAX_BODY = 20_000;

interface Dependencies {
  readonly letters: DeadLetterStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Handles a dead letter so that it is never lost and never comes again: its run is marked, or else (it names no run,
 * or its run cannot be read) the letter itself is kept. The dead-letter queue would redeliver it at once and without
 * end. Throws Unavailable: then it has to come again.
 */
export function createHandleDeadLetter({
  letters,
  clock,
  log,
}: Dependencies): (letter: DeadLetter, bury: () => Promise<BuryOutcome>) => Promise<BuryOutcome | 'kept'> {
  return async ({ queue, messageId, body, cause }, bury) => {
    try {
      const outcome = await bury();
      if (outcome !== 'not-found') return outcome;
      throw new Error('The run was never dispatched, or is kept no longer.');
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      log.error(
        'A dead letter has no run to be recorded with; it is kept in the container "control".',
        error,
        {
          queue,
          messageId,
        },
      );
      const fault = error instanceof Error ? error.message : String(error);
      const text = toText(body).slice(0, MAX_BODY);
      const words = `${cause.reason}: ${cause.description}`;
      await letters.keep({ queue, messageId, body: text, cause: words, fault, receivedAt: clock.now() });
      return 'kept';
    }
  };
}

/** A body that was left out has no text as JSON. */
function toText(body: unknown): string {
  return body === undefined ? '' : JSON.stringify(body);
}
