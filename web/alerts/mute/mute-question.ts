/** What is to be muted. */
export interface MuteQuestion {
  /** As in "Mute this incident?". */
  readonly title: string;
  /** What it does, a sentence each. */
  readonly consequences: readonly string[];
}

/** The body of a mute. */
export type MuteAnswer = { readonly reason: string } & (
  { readonly forSeconds: number } | { readonly until: string }
);

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** For how long, most often. */
export const MUTE_CHOICES = [
  { seconds: HOUR_S, label: '1 hour' },
  { seconds: 4 * HOUR_S, label: '4 hours' },
  { seconds: 12 * HOUR_S, label: '12 hours' },
  { seconds: DAY_S, label: '1 day' },
  { seconds: 7 * DAY_S, label: '7 days' },
] as const;

/** No mute is longer. */
export const LONGEST_MUTE_MS = 90 * DAY_S * 1000;
