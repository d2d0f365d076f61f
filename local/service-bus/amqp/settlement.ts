import { z } from 'zod';
import { BrokerError } from '../broker/broker-error.ts';
import type { Settlement } from '../broker/settlement.ts';
import { NO_PROPERTIES } from '../broker/queued-message.ts';
import { encodeProperties } from '../codec/encode-properties.ts';

const properties = z.record(z.string(), z.unknown());

const modifiedState = z.object({
  undeliverable_here: z.boolean().nullish(),
  message_annotations: properties.nullish(),
});

const rejectedState = z.object({ error: z.object({ info: properties.nullish() }).nullish() });

/** The settlement that the state `modified` asks for: undeliverable here means defer, anything else abandon. */
export function toModifiedSettlement(state: unknown): Settlement {
  const { undeliverable_here, message_annotations } = parseState(modifiedState, state);
  const modified = encodeProperties(message_annotations ?? {});
  return { kind: undeliverable_here === true ? 'defer' : 'abandon', modified };
}

/** The settlement that the state `rejected` asks for; reason and description travel in its error's info. */
export function toDeadLetter(state: unknown): Settlement {
  const info = parseState(rejectedState, state).error?.info ?? {};
  const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...others } = info;
  return {
    kind: 'dead-letter',
    details: { reason: toText(reason), description: toText(description) },
    modified: encodeProperties(others),
  };
}

export function toAbandon(): Settlement {
  return { kind: 'abandon', modified: NO_PROPERTIES };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @throws BrokerError amqp:decode-error when the state is not what AMQP says it is. */
function parseState<T>(schema: z.ZodType<T>, state: unknown): T {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new BrokerError('amqp:decode-error', z.prettifyError(parsed.error), { cause: parsed.error });
}
