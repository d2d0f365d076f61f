/** Who makes a change, and why: kept with what is changed. */
export interface Actor {
  readonly author: string;
  readonly reason?: string;
}
