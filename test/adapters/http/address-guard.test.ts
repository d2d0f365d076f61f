import { describe, expect, test } from 'vitest';
import { AddressGuard } from '../../../shared/adapters/http/address-guard.ts';

const PORT = 443;
/** What the settings refuse to allow, in case that somebody constructs it all the same. */
const EVERYTHING = [
  '0.0.0.0/0',
  '::/0',
  '169.254.0.0/16',
  '168.63.129.16/32',
  '64:ff9b::/96',
  '::ffff:0:0/96',
];

function guard(
  allowedPrivateRanges: readonly string[] = [],
  identityPorts: readonly number[] = [],
): AddressGuard {
  return new AddressGuard({ allowedPrivateRanges, identityPorts });
}

const PRIVATE = [
  ...['10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...['172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  ...['::1', 'fc00::1', 'fdff::1'],
  // IPv4 mapped, which the system connects to as IPv4.
  ...['::ffff:7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '0:0:0:0:0:ffff:c0a8:0001'],
];

const NEVER = [
  ...['0.0.0.0', '0.1.2.3', '168.63.129.16', '169.254.0.1', '169.254.169.254', '192.0.0.1', '192.0.2.1'],
  ...['192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::2', '::7f00:1', '::127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:168.63.129.16', '::ffff:0:7f00:1'],
  ...['::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '100::1', '100:0:0:1::1'],
  ...[
    '2001::1',
    '2001:0:7f00:1::',
    '2001:2::1',
    '2001:10::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::',
  ],
  ...['3fff::1', '4000::1', '5f00::1', 'fe80::1', 'febf::1', 'fec0::1', 'ff02::1', 'ffff::1'],
  ...['fe80::1%eth0', '::1%lo', 'localhost', '', '127.1', '2130706433', '0177.0.0.1', '[::1]', '127.0.0.1 '],
];

const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '20.50.2.1', '100.63.255.255', '100.128.0.0'],
  ...['126.255.255.255', '128.0.0.1', '168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0'],
  ...['172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255'],
  ...['198.20.0.0', '223.255.255.255'],
  ...['2001:200::1', '2001:4860:4860::8888', '2003::1', '2606:4700::1111', '2a01:111:f100::1', '3ffe::1'],
];

describe('an address guard', () => {
  test.each(PUBLIC)('lets %s pass', (address) => {
    expect(guard().judge(address, PORT)).toBe('public');
  });

  test.each([...PRIVATE, ...NEVER])('refuses %j', (address) => {
    expect(guard().judge(address, PORT)).toBe('refused');
  });

  test.each(PRIVATE)('lets %s pass where all is allowed', (address) => {
    expect(guard(EVERYTHING).judge(address, PORT)).toBe('allowed-private');
  });

  test.each(NEVER)('refuses %j though all is allowed', (address) => {
    expect(guard(EVERYTHING).judge(address, PORT)).toBe('refused');
  });

  test.each([
    ['10.20.0.1', 'allowed-private'],
    ['10.21.0.1', 'refused'],
    ['::ffff:10.20.0.1', 'allowed-private'],
    ['::ffff:10.21.0.1', 'refused'],
    ['127.0.0.1', 'refused'],
    ['fd12::1', 'allowed-private'],
    ['fd13::1', 'refused'],
    ['::1', 'refused'],
    ['8.8.8.8', 'public'],
  ])('that allows 10.20.0.0/16 and fd12::/16 takes %s as %s', (address, kind) => {
    expect(guard(['10.20.0.0/16', 'fd12::/16']).judge(address, PORT)).toBe(kind);
  });

  test.each(['127.0.0.1', '::1', '10.0.0.1', '::ffff:127.0.0.1'])(
    'refuses the port of the identity endpoint on %s',
    (address) => {
      const cautious = guard(EVERYTHING, [41_741]);

      expect(cautious.judge(address, 41_741)).toBe('refused');
      expect(cautious.judge(address, 41_742)).toBe('allowed-private');
    },
  );

  test('does not refuse the port of the identity endpoint on public addresses', () => {
    expect(guard([], [443]).judge('8.8.8.8', 443)).toBe('public');
  });

  test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/x', 'ten/8', '/8', '10.0.0.0/33'])(
    'is not made with the range %j',
    (range) => {
      expect(() => guard([range])).toThrow();
    },
  );
});
