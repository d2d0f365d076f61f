/** Values that jobs name and never hold. */
export interface Secrets {
  /** Undefined when there is no secret of that name. */
  get(name: string): string | undefined;
}
