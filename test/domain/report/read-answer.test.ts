import { describe, expect, test } from 'vitest';
import {
  isRequestDeclined,
  longestNotReady,
  mediaTypeOf,
  readStatus,
  saysNotReady,
} from '../../../shared/domain/report/read-answer.ts';

const NONE = { bodies: [], statuses: [] };
const RULE = { bodies: ['report is not ready'], statuses: [202, 404, 503] };

describe('readStatus', () => {
  test.each([
    ['report', [200, 201, 203]],
    ['gone', [404, 410]],
    ['forbidden', [401, 403, 407, 511]],
    ['refused', [400, 405, 406, 409, 413, 422, 451]],
    ['server-fault', [408, 425, 429, 500, 502, 503, 504]],
    // No report is in these, and no word about the ticket either.
    ['server-fault', [202, 204, 206, 300, 304, 600]],
  ])('is %s for %j', (meaning, statuses) => {
    for (const status of statuses) expect(readStatus(status, NONE)).toBe(meaning);
  });

  test.each([200, 202, 404, 503])('is what the task says for %i', (status) => {
    expect(readStatus(status, { bodies: [], statuses: [status] })).toBe('not-ready');
  });
});

describe('saysNotReady', () => {
  test.each([
    ['the words', 'report is not ready', true],
    ['the words with blanks around them', '\r\n report is not ready \n', true],
    ['other capitals', 'Report is not ready', false],
    ['the words among others', 'id,text\n1,report is not ready\n', false],
    ['nothing', '', false],
  ])('%s', (_name, body, says) => {
    expect(saysNotReady(new TextEncoder().encode(body), RULE)).toBe(says);
  });
});

describe('longestNotReady', () => {
  test('has room for the words in UTF-8 and blanks around them', () => {
    expect(longestNotReady({ bodies: ['ab', 'üü'], statuses: [] })).toBe(4 + 1024);
  });

  test('is 0 where no words say so', () => {
    expect(longestNotReady(NONE)).toBe(0);
  });
});

describe('mediaTypeOf', () => {
  test.each([
    ['text/csv', 'text/csv'],
    ['Text/CSV; charset=utf-8', 'text/csv'],
    [' text/csv ;x=y', 'text/csv'],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (field, type) => {
    expect(mediaTypeOf(field)).toBe(type);
  });
});

describe('isRequestDeclined', () => {
  test.each([400, 401, 404, 409, 429, 500, 503, 301])('is so for %i', (status) => {
    expect(isRequestDeclined(status)).toBe(true);
  });

  test.each([200, 202, 502, 504])('is not known for %i', (status) => {
    expect(isRequestDeclined(status)).toBe(false);
  });
});
