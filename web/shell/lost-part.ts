/*
 * A part of the page that is loaded when it is needed can be gone: the app was updated while the page was open, and the
 * files of the former page went with it. The new page has its own.
 */

/** As browsers say that a part of a page could not be loaded: Chromium, Firefox, Safari. */
const NOT_LOADED =
  /failed to fetch dynamically imported module|error loading dynamically imported module|importing a module script failed/i;

/** Two losses within so long are not made good by loading the page once more. */
const RELOADED_WITHIN_MS = 60_000;

/** Whether the error says that a part of the page could not be loaded. */
export function isLostPart(error: unknown): boolean {
  return error instanceof Error && NOT_LOADED.test(error.message);
}

/** What to do about it: load the page again, or say that this does not help, or that nothing can be had at present. */
export type Remedy = 'reload' | 'say-broken' | 'say-unreachable';

/** `reloadedAt`: when the page was last loaded again for this; both in epoch ms. */
export function remedyFor(now: {
  readonly isServerThere: boolean;
  readonly reloadedAt: number | undefined;
  readonly nowMs: number;
}): Remedy {
  if (!now.isServerThere) return 'say-unreachable';
  const isRecent = now.reloadedAt !== undefined && now.nowMs - now.reloadedAt < RELOADED_WITHIN_MS;
  return isRecent ? 'say-broken' : 'reload';
}
