import type { AlertMessage } from '../alert-message.ts';
import { composeAlert } from './compose-alert.ts';
import { toHtml } from './to-html.ts';
import { toPlainText } from './to-plain-text.ts';

/** A message as an e-mail; the sender of all of them belongs to the settings. */
export interface Mail {
  /** What goes before the `@` of its Message-ID: the same when the same message is sent again. */
  readonly messageName: string;
  /** The same as long as it is tried by itself; another one when a person has it tried again. */
  readonly requestName: string;
  /** The same of what all messages of one incident refer to, so that mail programs show them together. */
  readonly threadName: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export function toMail(message: AlertMessage): Mail {
  const text = composeAlert(message);
  return {
    messageName: toAtoms(message.deliveryId),
    requestName: `${message.deliveryId} ${message.tellAt ?? ''}`,
    threadName: toAtoms(message.incident.incidentId),
    subject: text.subjectLine,
    text: toPlainText(text),
    html: toHtml(text),
  };
}

/** The left side of a Message-ID (RFC 5322, 3.6.4): dots only between atoms; each other character as `=` and its code. */
function toAtoms(id: string): string {
  return id
    .split('.')
    .map((part) =>
      part.replace(/[^\w-]/gu, (character) => `=${(character.codePointAt(0) ?? 0).toString(16)}`),
    )
    .map((part) => (part === '' ? '_' : part))
    .join('.');
}
