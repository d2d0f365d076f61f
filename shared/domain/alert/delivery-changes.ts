import type { DirectChannel } from './alert-channel.ts';
import type { Delivery } from './delivery.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Longer than any attempt takes: a sender that has died is known by it. */
const CLAIM_MS = 2 * MINUTE_MS;

/** From when it was to be told first. */
const GIVE_UP_AFTER_MS = 24 * HOUR_MS;

const FIRST_PAUSE_MS = 30 * SECOND_MS;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;

/** What a receiver may ask for at most. */
const LONGEST_RETRY_AFTER_MS = HOUR_MS;

/** One sender is at it: nobody else takes it over before it must have ended. */
export function claimed(delivery: Delivery, now: number): Delivery {
  return { ...delivery, attempts: delivery.attempts + 1, dueAt: now + CLAIM_MS };
}

/** `refused`: whom it could not reach for good, while the others were told. */
export function sent(delivery: Delivery, now: number, refused?: string): Delivery {
  const { lastFailure: _over, remaining: _told, refused: before, ...rest } = delivery;
  const reason = [...new Set([before, refused])].filter((each) => each !== undefined).join(' ');
  const failure = reason === '' ? {} : { lastFailure: { at: now, reason } };
  return { ...rest, ...failure, state: 'sent', sentAt: now };
}

/** Nobody needs to be told any more, or wants to be. */
export function ended(delivery: Delivery, state: 'withdrawn' | 'muted'): Delivery {
  return { ...delivery, state };
}

/** To be looked at again at an instant (epoch ms), without having been tried. */
export function putOff(delivery: Delivery, until: number): Delivery {
  return { ...delivery, attempts: Math.max(0, delivery.attempts - 1), dueAt: until };
}

/** Whether it is given up when it is not sent now. */
export function isTooOld({ tellAt }: Delivery, now: number): boolean {
  return now > tellAt + GIVE_UP_AFTER_MS;
}

interface Failure {
  readonly reason: string;
  readonly isTransient: boolean;
  readonly retryAfterMs?: number;
  /** Whom the next attempt is for, where the others were told by this one. */
  readonly remaining?: DirectChannel;
  /** Who was refused for good by it. */
  readonly refused?: string;
}

/**
 * After an attempt that failed: the next one is due after 30 s, then after twice the pause before, up to half an hour, or
 * as long as the receiver asked for, an hour at most. It is given up when it was refused for good, or when the next one
 * would be a day after it was to be told.
 */
export function failed(
  delivery: Delivery,
  { reason, isTransient, retryAfterMs = 0, remaining, refused }: Failure,
  now: number,
): Delivery {
  const lastFailure = { at: now, reason };
  const left = {
    ...(remaining === undefined ? {} : { remaining }),
    ...(refused === undefined ? {} : { refused }),
  };
  const backoff = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(delivery.attempts - 1, 20), LONGEST_PAUSE_MS);
  const dueAt = now + Math.max(backoff, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
  if (!isTransient || dueAt > delivery.tellAt + GIVE_UP_AFTER_MS) {
    return { ...delivery, ...left, state: 'given-up', lastFailure };
  }
  return { ...delivery, ...left, dueAt, lastFailure };
}
