import { describe, expect, test } from 'vitest';
import { readTicket } from '../../../shared/domain/report/read-ticket.ts';

function read(body: string | Uint8Array, field?: string): unknown {
  return readTicket(typeof body === 'string' ? new TextEncoder().encode(body) : body, field);
}

describe('readTicket', () => {
  test.each([
    ['a whole body', 'abc-123', 'abc-123'],
    ['blanks around it', ' \r\n abc \n', 'abc'],
    ['a byte order mark before it', '\ufeffabc', 'abc'],
    ['slashes and per cent signs', 'a/b%2Fc?d#e', 'a/b%2Fc?d#e'],
    ['letters of other scripts', 'Ü-票', 'Ü-票'],
    ['a number', '42', '42'],
    ['a number as long as it is', '9007199254740993', '9007199254740993'],
    ['a GUID in braces', '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}', '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}'],
    ['a JSON text', '"abc"', 'abc'],
    ['half a JSON text, as it is', '"abc', '"abc'],
    ['the longest', 'x'.repeat(512), 'x'.repeat(512)],
    ['the shortest', 'x', 'x'],
  ])('takes %s', (_name, body, ticketId) => {
    expect(read(body)).toEqual({ ticketId });
  });

  test.each([
    ['nothing', '', 'is empty'],
    ['blanks', ' \n ', 'is empty'],
    ['HTML', '<!doctype html><p>Sorry</p>', 'is HTML or XML'],
    [
      'JSON without a field to look in',
      '{"ticket":"abc"}',
      'looks like JSON, and the task has no "ticketField"',
    ],
    ['half of such', '{"ticket":"ab', 'looks like JSON, and the task has no "ticketField"'],
    ['JSON without a value', 'null', 'looks like JSON, and the task has no "ticketField"'],
    ['a list', '["abc"]', 'looks like JSON, and the task has no "ticketField"'],
    ['words', 'report is not ready', 'holds blanks or control characters, as no ticket does'],
    ['several lines', 'a\nb', 'holds blanks or control characters, as no ticket does'],
    ['a control character', 'a\u0000b', 'holds blanks or control characters, as no ticket does'],
    ['one character too many', 'x'.repeat(513), 'is longer than a ticket may be (512 characters)'],
    ['an empty JSON text', '""', 'holds an empty ticket'],
    ['a step up', '..', 'is "." or "..", which cannot be a step of an address'],
    ['a step that stays', '.', 'is "." or "..", which cannot be a step of an address'],
    ['half a pair of surrogates', '"\\ud800"', 'holds a character that cannot be part of an address'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe, 0x41), 'is not UTF-8'],
  ])('refuses %s', (_name, body, fault) => {
    expect(read(body)).toEqual({ fault });
  });

  test.each([
    ['a text', '{"id":"abc"}', { ticketId: 'abc' }],
    ['a whole number', '{"id":42}', { ticketId: '42' }],
    [
      'a number that has been rounded',
      '{"id":9007199254740993}',
      { fault: "has neither a text nor a whole number in its field 'id'" },
    ],
    ['a fraction', '{"id":1.5}', { fault: "has neither a text nor a whole number in its field 'id'" }],
    ['null', '{"id":null}', { fault: "has neither a text nor a whole number in its field 'id'" }],
    ['an object', '{"id":{}}', { fault: "has neither a text nor a whole number in its field 'id'" }],
    ['no such field', '{"ticket":"abc"}', { fault: "has no field 'id'" }],
    [
      'a text that is no ticket',
      '{"id":"not ready"}',
      { fault: 'holds blanks or control characters, as no ticket does' },
    ],
    ['no object', '"abc"', { fault: 'is no JSON object' }],
    ['a list', '[1]', { fault: 'is no JSON object' }],
    ['no JSON', 'abc', { fault: 'is no JSON object' }],
    ['cut JSON', '{"id":"ab', { fault: 'is no JSON object' }],
  ])('reads a field of a JSON answer: %s', (_name, body, reading) => {
    expect(read(body, 'id')).toEqual(reading);
  });

  test('does not take what every object inherits for a field', () => {
    expect(read('{}', 'constructor')).toEqual({ fault: "has no field 'constructor'" });
  });
});
