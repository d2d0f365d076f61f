import { decodeText } from '../dataset/decode-text.ts';

const MAX_TICKET_LENGTH = 512;

export type TicketReading =
  | { readonly ticketId: string }
  /** To be read after "The answer ". Nothing of the answer is in it. */
  | { readonly fault: string };

/**
 * Reads the ticket in the answer to a request: the whole body, blanks around it aside, or one field of a JSON object. A
 * body that is a JSON text stands for that text. Whatever could not be one step of an address is no ticket.
 */
export function readTicket(body: Uint8Array, field?: string): TicketReading {
  const text = decodeText(body);
  if (text === undefined) return { fault: 'is not UTF-8' };
  const trimmed = text.trim();
  if (trimmed === '') return { fault: 'is empty' };
  if (trimmed.startsWith('<')) return { fault: 'is HTML or XML' };
  return field === undefined ? readWhole(trimmed) : readField(trimmed, field);
}

function readWhole(text: string): TicketReading {
  const json = parseJson(text);
  // A GUID in braces is a ticket; half a JSON object is none.
  if (typeof json === 'object' || /^[{[]\s*"/.test(text)) {
    return { fault: 'looks like JSON, and the task has no "ticketField"' };
  }
  return checkTicket(typeof json === 'string' ? json : text);
}

function readField(text: string, field: string): TicketReading {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { fault: 'is no JSON object' };
  const value: unknown = Object.hasOwn(json, field) ? Reflect.get(json, field) : undefined;
  if (value === undefined) return { fault: `has no field '${field}'` };
  // A greater number has been rounded by now, and would name another ticket.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { ticketId: String(value) };
  return typeof value === 'string'
    ? checkTicket(value)
    : { fault: `has neither a text nor a whole number in its field '${field}'` };
}

function parseJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function checkTicket(text: string): TicketReading {
  if (text === '') return { fault: 'holds an empty ticket' };
  if (text.length > MAX_TICKET_LENGTH) {
    return { fault: `is longer than a ticket may be (${MAX_TICKET_LENGTH} characters)` };
  }
  if (/[\s\p{Cc}]/u.test(text)) return { fault: 'holds blanks or control characters, as no ticket does' };
  // Half a pair of surrogates, which JSON can write, has no UTF-8.
  if (!text.isWellFormed()) return { fault: 'holds a character that cannot be part of an address' };
  // Addresses are shortened by such steps, encoded or not (WHATWG URL, "double-dot path segment").
  if (text === '.' || text === '..') return { fault: 'is "." or "..", which cannot be a step of an address' };
  return { ticketId: text };
}
