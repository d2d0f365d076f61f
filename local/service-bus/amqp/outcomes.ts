import rhea from 'rhea';
import type { BrokerError } from '../broker/broker-error.ts';

const ACCEPTED = 0x24;
const REJECTED = 0x25;

/** The state `accepted` (AMQP 1.0 part 3, section 3.4.2). */
export function accepted(): unknown {
  return rhea.types.described(rhea.types.wrap_ulong(ACCEPTED), rhea.types.wrap_list([]));
}

/** The state `rejected` with the error that explains it (section 3.4.3). */
export function rejected(error: BrokerError): unknown {
  const detail = rhea.types.wrap_error(toAmqpError(error));
  return rhea.types.described(rhea.types.wrap_ulong(REJECTED), rhea.types.wrap_list([detail]));
}

export function toAmqpError({ condition, message }: BrokerError): {
  readonly condition: string;
  readonly description: string;
} {
  return { condition, description: message };
}
