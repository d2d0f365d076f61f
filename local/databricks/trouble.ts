import { ApiFault } from './api-fault.ts';

/** Something that goes wrong on purpose, so many times. */
export interface Trouble {
  /** Such as `run-now` or `runs/get`; absent: whatever is asked. */
  readonly operation?: string;
  readonly times: number;
  /** The answer; absent with `losesAnswer`. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: string;
  /** What is asked is done, and the connection is closed before the answer. */
  readonly losesAnswer?: boolean;
}

/** What is to go wrong next; each trouble is used up in its turn. */
export class Troubles {
  #left: Trouble[] = [];

  set(troubles: readonly Trouble[]): void {
    this.#left = [...troubles];
  }

  /** Whether the answer to this request is to be lost. @throws ApiFault when that is the trouble. */
  meet(operation: string): 'none' | 'answer-lost' {
    const index = this.#left.findIndex(
      (each) => each.operation === undefined || each.operation === operation,
    );
    const trouble = this.#left[index];
    if (trouble === undefined) return 'none';
    const times = trouble.times - 1;
    this.#left.splice(index, 1, ...(times > 0 ? [{ ...trouble, times }] : []));
    if (trouble.losesAnswer === true) return 'answer-lost';
    const { status = 500, code = '', message = 'failed on purpose', retryAfter } = trouble;
    throw new ApiFault({ status, code, message, retryAfter });
  }
}
