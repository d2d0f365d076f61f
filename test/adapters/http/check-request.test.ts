import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../../shared/adapters/http/check-request.ts';
import type { OutgoingRequest } from '../../../shared/application/ports/outgoing-http.ts';
import { InvalidInput, type Issue } from '../../../shared/domain/errors.ts';
import { get, post } from '../../support/http/outgoing-client.ts';

const URL = 'https://a.example/';

function issuesOf(request: OutgoingRequest): readonly Issue[] {
  try {
    checkRequest(request);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues;
    throw error;
  }
}

describe('checkRequest', () => {
  test('accepts headers of the caller', () => {
    const headers = { Authorization: 'Bearer x', accept: 'text/csv', 'x-signature': 'a=b, c' };

    expect(issuesOf(post(URL, '', { headers }))).toEqual([]);
  });

  test.each([
    ...['Host', 'connection', 'Content-Length', 'Transfer-Encoding', 'Accept-Encoding', 'Expect', 'Upgrade'],
    ...['Proxy-Authorization', 'TE', 'Trailer', 'Keep-Alive', 'HTTP2-Settings'],
  ])('refuses the header %s', (name) => {
    expect(issuesOf(get(URL, { headers: { [name]: 'x' } }))).toEqual([
      { pointer: `/headers/${name}`, message: 'Is set by the client itself.' },
    ]);
  });

  test.each([
    ['x\r\nhost', 'a'],
    ['x y', 'a'],
    ['', 'a'],
    ['x-a', 'secret\r\nhost: b'],
    ['x-a', 'secret\n'],
    ['x-a', 'secret\0'],
    ['x-a', 'secret\u{1f600}'],
  ])('refuses the header %j: %j without repeating its value', (name, value) => {
    const issues = issuesOf(get(URL, { headers: { [name]: value } }));

    expect(issues).toHaveLength(1);
    expect(JSON.stringify(issues)).not.toContain('secret');
  });

  test('refuses a header given in two spellings', () => {
    expect(issuesOf(get(URL, { headers: { 'x-a': '1', 'X-A': '2' } }))).toEqual([
      { pointer: '/headers/X-A', message: 'Is given twice.' },
    ]);
  });

  test.each([
    ...[{ headTimeoutMs: 0 }, { headTimeoutMs: Number.NaN }, { idleTimeoutMs: 1.5 }, { idleTimeoutMs: -1 }],
    ...[{ totalTimeoutMs: Number.POSITIVE_INFINITY }, { totalTimeoutMs: 2 ** 31 }, { maxBytes: -1 }],
    ...[{ maxBytes: Number.NaN }, { maxRedirects: 11 }, { maxRedirects: -1 }, { body: 'of a GET' }],
  ])('refuses %j', (fault) => {
    expect(issuesOf(get(URL, fault)).map(({ pointer }) => pointer)).toEqual([
      `/${Object.keys(fault).join()}`,
    ]);
  });

  test('tells all faults at once', () => {
    expect(issuesOf(get(URL, { maxBytes: -1, headTimeoutMs: 0, headers: { host: 'x' } }))).toHaveLength(3);
  });
});
