import { SECOND_MS } from '../../../domain/schedule/instant.ts';

/** How often a run that waits for a callback looks for itself: a callback wakes it up, but that may get lost. */
export const CALLBACK_LOOK_MS = 60 * SECOND_MS;
