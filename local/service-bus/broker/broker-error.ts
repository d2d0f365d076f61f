/** AMQP and Service Bus error conditions that the stand-in answers with; the SDK turns them into its codes. */
export type ErrorCondition =
  | 'amqp:decode-error'
  | 'amqp:internal-error'
  | 'amqp:link:detach-forced'
  | 'amqp:link:message-size-exceeded'
  | 'amqp:not-allowed'
  | 'amqp:not-found'
  | 'amqp:not-implemented'
  | 'amqp:unauthorized-access'
  | 'com.microsoft:argument-error'
  | 'com.microsoft:message-lock-lost'
  | 'com.microsoft:message-not-found'
  | 'com.microsoft:server-busy'
  | 'com.microsoft:session-cannot-be-locked'
  | 'com.microsoft:session-lock-lost'
  | 'com.microsoft:timeout';

/** Thrown when a client asked for something that the service refuses; the client is told condition and message. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly condition: ErrorCondition;

  constructor(condition: ErrorCondition, message: string, options?: ErrorOptions) {
    super(message, options);
    this.condition = condition;
  }
}

/** The refusal of a service feature that is outside the stand-in's scope. */
export function notImplemented(feature: string): BrokerError {
  return new BrokerError('amqp:not-implemented', `The local Service Bus does not support ${feature}.`);
}

/** The refusal to settle or renew what the caller no longer holds. */
export function lockLost(): BrokerError {
  return new BrokerError(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  );
}

/** The refusal to take or cancel what is not there. */
export function messageNotFound(sequenceNumber: number, state: 'deferred' | 'scheduled'): BrokerError {
  const description = `No ${state} message has the sequence number ${sequenceNumber}, or a receiver holds it.`;
  return new BrokerError('com.microsoft:message-not-found', description);
}
