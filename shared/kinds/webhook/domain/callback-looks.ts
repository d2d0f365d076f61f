import { SECOND_MS } from '../../../domain/schedule/instant.ts';

/** How often a run that waits for a callback looks for itself: a callback wakes it up, but that may get lost. */
export const CALLBACK_LOOK_MS = 60 * SECOND_MS;

/** What a run says, and whoever schedules a job with callbacks, where nobody knows where receivers reach the app. */
export const NO_CALLBACK_ADDRESS =
  'The app does not know the address at which receivers reach it: set WEBHOOK__callbackBaseUrl';
