/** A mute as the API answers it: one that is past has no effect. */
export interface Mute {
  readonly until: string;
  readonly author: string;
  readonly reason: string;
}

/** Whether nobody is told at the instant (epoch ms). */
export function isMuted(mute: Mute | undefined, nowMs: number): boolean {
  return mute !== undefined && Date.parse(mute.until) > nowMs;
}
