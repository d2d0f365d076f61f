import type { Instance, Message, Outcome } from './instance.ts';
import { isControl, isFinal } from './instance.ts';

/** Puts the messages of a turn into another order that queues are free to choose; may leave some for later, not all. */
export type MessageOrder = (messages: readonly Message[], instance: Instance) => readonly Message[];

/** Whether a turn would do anything for these messages; the rest waits, for a resume or a new execution. */
export function canTakeTurn({ status, outcome }: Instance, mailbox: readonly Message[]): boolean {
  if (isFinal(status)) return false;
  if (mailbox.some(({ body }) => isControl(body))) return true;
  return status !== 'Suspended' && mailbox.some((message) => isForNow(message, outcome));
}

/**
 * The messages, other than those of control, that a turn takes: everything but external events, of which it takes one.
 * When that one leads the orchestrator to continue as new, the later ones belong to the next execution.
 */
export function messagesOfTurn(
  mailbox: readonly Message[],
  outcome: Outcome | undefined,
): readonly Message[] {
  const messages = mailbox.filter((message) => !isControl(message.body) && isForNow(message, outcome));
  const firstEvent = messages.find(({ body }) => body.type === 'event-raised');
  return messages.filter((message) => message.body.type !== 'event-raised' || message === firstEvent);
}

/** Events that arrive after continue-as-new was asked for wait for the next execution. */
function isForNow({ body }: Message, outcome: Outcome | undefined): boolean {
  return !(body.type === 'event-raised' && outcome?.kind === 'continued');
}
