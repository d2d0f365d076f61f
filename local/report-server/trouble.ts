/** What the next `times` requests are answered instead. */
export interface Failures {
  /** 400 to 599. */
  readonly status: number;
  /** How many are answered so; the ones after them are well again. */
  readonly times: number;
  /** The header Retry-After, as it is. */
  readonly retryAfter?: string;
}

export interface NotReadyStatus {
  readonly status: 202 | 404 | 409 | 425 | 503;
  /** The header Retry-After, as it is. */
  readonly retryAfter?: string;
}

/** What goes wrong on purpose. Nothing does by default. */
export interface Trouble {
  /** Requests for a report that fail. They are counted, and no report is made for them. */
  readonly failRequests?: Failures;
  /** So many requests are counted and their reports made, but the connection is closed without an answer. */
  readonly loseAnswers?: number;
  /** Gets that fail, whatever their ticket. */
  readonly failGets?: Failures;
  /** Makes an odd ticket in place of the given one, such as a page of HTML. It stands for the report like any other. */
  readonly ticketOf?: (ticket: string) => string;
  /** The content type that reports are given with, in place of the true one. */
  readonly contentType?: string;
  /** Reports break off after so many bytes: the connection is closed before the announced length is reached. */
  readonly truncateAfterBytes?: number;
  /** Reports come a byte at a time, with so many milliseconds between two. */
  readonly trickleMs?: number;
  /** Requests and gets are answered by a redirect (302) to this address. No report is made for them. */
  readonly redirectTo?: string;
  /** No get is given a report. The making goes on meanwhile, and so do its counters. */
  readonly neverReady?: boolean;
  /** How "not ready" is said, in place of the words with status 200. The body is empty. */
  readonly notReadyStatus?: NotReadyStatus;
}

/** The present trouble, and how many failures of it are still to come. */
export class TroubleState {
  #trouble: Trouble = {};
  #requestFailures = 0;
  #getFailures = 0;
  #lostAnswers = 0;

  get current(): Trouble {
    return this.#trouble;
  }

  /** Replaces all trouble that there was. @throws RangeError naming the option that makes no sense; nothing is changed. */
  set(trouble: Trouble): void {
    assertTrouble(trouble);
    this.#trouble = trouble;
    this.#requestFailures = trouble.failRequests?.times ?? 0;
    this.#getFailures = trouble.failGets?.times ?? 0;
    this.#lostAnswers = trouble.loseAnswers ?? 0;
  }

  /** The failure that this request has to meet, if any; one fewer is left. */
  takeRequestFailure(): Failures | undefined {
    if (this.#requestFailures === 0) return undefined;
    this.#requestFailures -= 1;
    return this.#trouble.failRequests;
  }

  /** Whether the answer to this request is to be lost; one fewer is left. */
  takeLostAnswer(): boolean {
    if (this.#lostAnswers === 0) return false;
    this.#lostAnswers -= 1;
    return true;
  }

  /** The failure that this get has to meet, if any; one fewer is left. */
  takeGetFailure(): Failures | undefined {
    if (this.#getFailures === 0) return undefined;
    this.#getFailures -= 1;
    return this.#trouble.failGets;
  }
}

function assertTrouble(trouble: Trouble): void {
  assertFailures('failRequests', trouble.failRequests);
  assertFailures('failGets', trouble.failGets);
  assertInteger('loseAnswers', trouble.loseAnswers ?? 0, [0, Number.MAX_SAFE_INTEGER]);
  assertInteger('truncateAfterBytes', trouble.truncateAfterBytes ?? 0, [0, Number.MAX_SAFE_INTEGER]);
  assertInteger('trickleMs', trouble.trickleMs ?? 1, [1, 60_000]);
  assertHeader('contentType', trouble.contentType);
  assertHeader('redirectTo', trouble.redirectTo);
  assertHeader('notReadyStatus.retryAfter', trouble.notReadyStatus?.retryAfter);
}

function assertFailures(name: string, failures: Failures | undefined): void {
  if (failures === undefined) return;
  assertInteger(`${name}.status`, failures.status, [400, 599]);
  assertInteger(`${name}.times`, failures.times, [1, Number.MAX_SAFE_INTEGER]);
  assertHeader(`${name}.retryAfter`, failures.retryAfter);
}

function assertInteger(name: string, value: number, [low, high]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`trouble.${name} must be an integer from ${low} to ${high}; it is ${value}.`);
}

/** Node refuses such a header only when it is sent; by then the test's client would be told of an inner fault. */
function assertHeader(name: string, value = 'none'): void {
  if (/^[\x20-\x7e]+$/.test(value)) return;
  throw new RangeError(`trouble.${name} must be visible ASCII, as a header is; it is '${value}'.`);
}
