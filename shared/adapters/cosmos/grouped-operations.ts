import type { Container, OperationInput, OperationResponse } from '@azure/cosmos';
import { Unavailable } from '../../domain/errors.ts';
import { statusOf, translated } from './cosmos-errors.ts';

/** Operations that one bulk request takes. */
const MOST = 100;

/**
 * Requests on their way at the same time. What is asked for while they are gathers, and goes as one when the first of
 * them is back: so the groups grow with the load, and whoever is alone never waits.
 */
const AT_ONCE = 4;

/** One operation on one item, in the two ways in which it can be sent. */
export interface GroupedOperation {
  readonly operation: OperationInput & { readonly partitionKey: string };
  /** The same by itself, with all that the SDK does about retries. */
  readonly alone: () => Promise<OperationAnswer>;
}

/** What the service said: 2xx with the document and its ETag where there is one, 404, 409 or 412. */
export type OperationAnswer = Pick<OperationResponse, 'statusCode' | 'eTag'> & {
  readonly resourceBody?: unknown;
};

/** Sends up to 100 operations and gives their answers in the same order. Throws Unavailable. */
export type SendBulk = (operations: OperationInput[]) => Promise<readonly OperationResponse[]>;

interface Waiting extends GroupedOperation {
  readonly resolve: (answer: OperationAnswer | Promise<OperationAnswer>) => void;
  readonly reject: (reason: unknown) => void;
}

/** The grouped operations of a container. */
export function groupedIn(container: Container): GroupedOperations {
  return new GroupedOperations((operations) =>
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor holds fewer than 100 back for a second
    translated(() => container.items.bulk(operations)),
  );
}

/**
 * Sends operations on single items of one container that are asked for at the same time, by whomever, as one bulk
 * request: a request costs several times what an operation does, on both sides. Each operation succeeds or fails for
 * itself and costs the request units that it costs alone. One that the service did not answer for good (throttled,
 * moving, behind the session) is sent again by itself.
 */
export class GroupedOperations {
  readonly #sendBulk: SendBulk;
  readonly #waiting: Waiting[] = [];
  #onTheirWay = 0;
  #isScheduled = false;

  constructor(sendBulk: SendBulk) {
    this.#sendBulk = sendBulk;
  }

  /** The answer to the operation. Throws Unavailable when a retry may help. */
  perform(grouped: GroupedOperation): Promise<OperationAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...grouped, resolve, reject });
      this.#schedule();
    });
  }

  /** At the end of the turn, so that what is asked for in the same one is together. */
  #schedule(): void {
    const isHeldBack = this.#onTheirWay >= AT_ONCE && this.#waiting.length < MOST;
    if (this.#isScheduled || this.#waiting.length === 0 || isHeldBack) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#send(this.#waiting.splice(0, MOST));
      this.#schedule();
    });
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    this.#onTheirWay += 1;
    const [first, ...others] = group;
    if (first !== undefined && others.length === 0) await sendAlone(first);
    else await this.#sendTogether(group);
    this.#onTheirWay -= 1;
    this.#schedule();
  }

  async #sendTogether(group: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#sendBulk(group.map(({ operation }) => operation));
      for (const [index, waiting] of group.entries()) {
        const answer = answers[index];
        if (answer !== undefined && isFinal(answer)) waiting.resolve(answer);
        else void sendAlone(waiting);
      }
    } catch (error) {
      // That the service refuses them together, for their size say, is no answer to any of them.
      const isRefusal = statusOf(error) !== undefined && !(error instanceof Unavailable);
      for (const waiting of group) {
        if (isRefusal) void sendAlone(waiting);
        else waiting.reject(error);
      }
    }
  }
}

async function sendAlone({ alone, resolve, reject }: Waiting): Promise<void> {
  try {
    resolve(await alone());
  } catch (error) {
    reject(error);
  }
}

/** A 404 with a sub-status says that the replica lags behind the session, not that there is nothing. */
function isFinal(answer: OperationResponse): boolean {
  const { statusCode } = answer;
  if (statusCode === 404) return !('subStatusCode' in answer) || answer.subStatusCode === 0;
  return (statusCode >= 200 && statusCode < 300) || statusCode === 409 || statusCode === 412;
}
