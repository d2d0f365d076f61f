import { describe, expect, test } from 'vitest';
import { readPeerSettings } from '../../../../shared/kinds/edge/peer-settings.ts';

function peersOf(text: string) {
  return readPeerSettings({ EDGE__peers: text });
}

describe('the settings of several control planes', () => {
  test.each([{}, { EDGE__peers: '', EDGE__exchangeSchedule: '' }])(
    'name no peer unless they do: %j',
    (environment) => {
      expect(readPeerSettings(environment)).toEqual({ peers: [], exchangeSchedule: '*/15 * * * * *' });
    },
  );

  test('name peers, with a secret where they ask for a key', () => {
    const list =
      '[{"name":"west","url":"https://west.example.com/","secret":"WEST"},{"name":"lab","url":"http://10.0.0.4"}]';

    expect(peersOf(list).peers).toEqual([
      { name: 'west', url: 'https://west.example.com', secret: 'WEST' },
      { name: 'lab', url: 'http://10.0.0.4' },
    ]);
  });

  test.each([
    ['west', 'it is no JSON'],
    ['{"name":"west"}', 'expected array'],
    ['[{"name":"west","url":"west.example.com"}]', 'must be a URL, such as https://west.example.com'],
    ['[{"name":"West","url":"https://w.example.com"}]', 'must be 1 to 63 lower-case letters'],
    [
      '[{"name":"w","url":"https://a.example.com"},{"name":"w","url":"https://b.example.com"}]',
      'must not name a peer twice',
    ],
    ['[{"name":"w","url":"https://a.example.com","key":"ek_1"}]', 'Unrecognized key'],
  ])('refuse %s', (text, message) => {
    expect(() => peersOf(text)).toThrow(message);
  });
});
