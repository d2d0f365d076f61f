/** A request to the API, before anything of it is checked. */
export interface ApiRequest {
  readonly operationId: string;
  readonly method: string;
  /** The path with its parameters in braces: `/api/jobs/{jobId}`. */
  readonly route: string;
  readonly headers: { get(name: string): string | null };
}

/** What surrounds the answering of every request to the API: its span, which goes on from the caller's. */
export interface RequestScope {
  /** Passes on what `answer` gives or throws, and adds no failure of its own. `status` is told of what is answered. */
  within<T extends { readonly status?: number }>(request: ApiRequest, answer: () => Promise<T>): Promise<T>;
}
