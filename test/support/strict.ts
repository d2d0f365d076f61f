import type { StrictOptions } from '../../local/functions-host/durable/strict/strict-options.ts';

/** Every switch on: turns replayed twice, completions out of order, activities run twice now and then. */
export const STRICT: StrictOptions = { replayTwice: true, shuffleSeed: 1, repeatActivitiesSeed: 1 };
