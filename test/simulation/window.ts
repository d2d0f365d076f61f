/** A stretch of time in which something is amiss, epoch ms. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

export function isIn({ from, until }: Window, now: number): boolean {
  return from <= now && now < until;
}
