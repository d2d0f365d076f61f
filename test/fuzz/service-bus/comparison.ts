import { BrokerError } from '../../../local/service-bus/broker/broker-error.ts';

/** What broker and model answered to one operation. */
export interface Comparison {
  readonly name: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** What a call answers, or the condition with which it is refused. */
export function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof BrokerError) return error.condition;
    throw error;
  }
}
