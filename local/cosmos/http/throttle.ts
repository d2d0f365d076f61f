import { CosmosError } from '../cosmos-error.ts';

/** Refuses a number of requests for items with 429, as the service does when its request units are used up. */
export class Throttle {
  #remaining = 0;
  #retryAfterMs = 0;

  /** @param retryAfterMs how long the client is told to wait before it asks again. */
  refuseNext(requests: number, retryAfterMs: number): void {
    this.#remaining = requests;
    this.#retryAfterMs = retryAfterMs;
  }

  /** Throws the 429 while there are requests left to refuse. */
  assertNotThrottled(): void {
    if (this.#remaining === 0) return;
    this.#remaining -= 1;
    throw new CosmosError({
      status: 429,
      code: 'TooManyRequests',
      subStatus: 3200,
      retryAfterMs: this.#retryAfterMs,
      message: 'Request rate is large. More Request Units may be needed, so no changes were made.',
    });
  }
}
