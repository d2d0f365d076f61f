import { describe, expect, test } from 'vitest';
import { firstHop, nextHop, type Hop } from '../../../shared/adapters/http/hop.ts';
import { get, post } from '../../support/http/outgoing-client.ts';

const HEADERS = { Authorization: 'Bearer x', cookie: 'a=b', 'X-Key': 'k', 'Content-Type': 'text/csv' };

const getHop = firstHop(get('https://a.example/reports/1', { headers: HEADERS }));
const putHop = firstHop(
  get('https://a.example/reports/1', { method: 'PUT', body: 'body', headers: HEADERS }),
);
const postHop = firstHop(post('https://a.example/reports/1', 'body', { headers: HEADERS }));

function followed(hop: Hop, status: number, location: string): Hop {
  const next = nextHop(hop, status, location);
  if (next === undefined) throw new Error('It is not followed.');
  return next;
}

describe('nextHop', () => {
  test.each([200, 204, 300, 304, 305, 306, 400, 500])('takes %i for the answer', (status) => {
    expect(nextHop(getHop, status, '/other')).toBeUndefined();
  });

  test('takes a redirect without a location for the answer', () => {
    expect(nextHop(getHop, 302, undefined)).toBeUndefined();
  });

  test.each([
    ['/other?x=1', 'https://a.example/other?x=1'],
    ['2', 'https://a.example/reports/2'],
    ['?page=2', 'https://a.example/reports/1?page=2'],
    ['//b.example/x', 'https://b.example/x'],
    ['https://b.example:8443/x', 'https://b.example:8443/x'],
    ['/\u00c3\u00a4', 'https://a.example/%C3%A4'],
  ])('reads the location %j', (location, url) => {
    expect(followed(getHop, 302, location).url.href).toBe(url);
  });

  test.each([301, 302, 303, 307, 308])('keeps the headers of a GET within its origin at %i', (status) => {
    expect(followed(getHop, status, '/other')).toMatchObject({ method: 'GET', headers: HEADERS });
  });

  test.each([
    ['another host', 'https://b.example/reports/1'],
    ['a host below', 'https://x.a.example/'],
    ['another port', 'https://a.example:8443/reports/1'],
  ])('drops every header of the caller for %s', (_, location) => {
    expect(followed(getHop, 302, location).headers).toEqual({});
  });

  test('does not bring headers back with the first origin', () => {
    const away = followed(getHop, 302, 'https://b.example/');

    expect(followed(away, 302, 'https://a.example/').headers).toEqual({});
  });

  test.each([301, 302, 303])('makes a GET of a POST at %i', (status) => {
    expect(followed(postHop, status, '/other')).toMatchObject({ method: 'GET', body: undefined });
  });

  test.each([301, 302, 307, 308])('puts again within the origin at %i', (status) => {
    expect(followed(putHop, status, '/other')).toMatchObject({ method: 'PUT', body: 'body' });
  });

  test('makes a GET of a PUT at 303', () => {
    expect(followed(putHop, 303, '/other')).toMatchObject({ method: 'GET', body: undefined });
  });

  test.each([301, 302, 307, 308])('refuses to put to another origin at %i', (status) => {
    expect(() => nextHop(putHop, status, 'https://b.example/')).toThrow(
      expect.objectContaining({ reason: 'bad-url', message: 'a.example redirects a PUT to another origin.' }),
    );
  });

  test('drops what describes the body together with it', () => {
    const { 'Content-Type': _, ...others } = HEADERS;

    expect(followed(postHop, 303, '/other').headers).toEqual(others);
  });

  test.each([307, 308])('posts again within the origin at %i', (status) => {
    expect(followed(postHop, status, '/other')).toMatchObject({
      method: 'POST',
      body: 'body',
      headers: HEADERS,
    });
  });

  test.each([307, 308])('refuses to post to another origin at %i', (status) => {
    expect(() => nextHop(postHop, status, 'https://b.example/')).toThrow(
      expect.objectContaining({ reason: 'bad-url', isTransient: false }),
    );
  });

  test('gets from another origin after a POST, without its headers', () => {
    expect(followed(postHop, 303, 'https://b.example/')).toMatchObject({ method: 'GET', headers: {} });
  });

  test('refuses to leave https', () => {
    expect(() => nextHop(getHop, 302, 'http://a.example/')).toThrow(
      expect.objectContaining({ reason: 'bad-url' }),
    );
  });

  test.each(['https://', 'file:///etc/passwd', 'https://user:secret@a.example/', 'data:,x', 'gopher://a/'])(
    'refuses the location %j',
    (location) => {
      expect(() => nextHop(getHop, 302, location)).toThrow(expect.objectContaining({ reason: 'bad-url' }));
    },
  );
});
