/** What a receiver does badly, until it is told otherwise. */
export interface ReceiverTrouble {
  /** Calls are answered with these, one after the other, before they are carried out. */
  readonly statuses?: readonly number[];
  /** Of those answers: seconds, or a date. */
  readonly retryAfter?: string;
  /** So many calls are carried out, and the connection is closed without an answer. */
  readonly loseAnswers?: number;
  /** What a call is answered with once it is carried out, in place of what it should be. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Before anything is answered. */
  readonly delayMs?: number;
  /** What work comes to; default `succeeded`. */
  readonly ending?: 'succeeded' | 'failed' | 'never' | 'forgotten';
  /** So many looks at work are answered 503. */
  readonly failLooks?: number;
  /** Callbacks are made so often; default 1. */
  readonly callbackTimes?: number;
}

export interface ReceiverOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** How long work takes; default 1 s. */
  readonly workMs?: number;
  /** Calls that are not signed with one of them are answered 401; absent: nothing is checked. */
  readonly secrets?: readonly string[];
  readonly trouble?: ReceiverTrouble;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** A call as it came. */
export interface ReceivedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}
