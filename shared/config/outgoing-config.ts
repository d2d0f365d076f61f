import { z } from 'zod';

/*
 * Which addresses besides the public internet the app may call for its users. Without a setting: https on port 443, to
 * public addresses.
 */

const PRIVATE_RANGES = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
];

const RANGES = `must be CIDR ranges separated by commas, without host bits, each within one of ${PRIVATE_RANGES.join(', ')}`;
const PORTS = 'must be ports from 1 to 65535 separated by commas';

export const outgoingSettings = {
  /** CIDR ranges of private addresses that may be called, also by http and on any port, separated by commas. */
  OUTGOING__allowedPrivateRanges: z
    .string()
    .transform(toEntries)
    .refine((ranges) => ranges.every(isPrivateRange), RANGES)
    .default([]),
  /** Ports of public addresses that may be called by https, separated by commas; 443 always may. */
  OUTGOING__allowedPorts: z
    .string()
    .transform(toEntries)
    .refine((ports) => ports.every(isPort), PORTS)
    .default([]),
};

type Values = z.output<z.ZodObject<typeof outgoingSettings>>;

export interface OutgoingConfig {
  readonly allowedPrivateRanges: readonly string[];
  readonly allowedPorts: readonly number[];
  /** Where the platform hands out the app's identity; never called on a private address, whatever is allowed. */
  readonly identityPorts: readonly number[];
}

/** The identity endpoint is the platform's to name, not a setting: it is read from the environment where it is there. */
export function toOutgoingConfig(
  { OUTGOING__allowedPrivateRanges: allowedPrivateRanges, OUTGOING__allowedPorts: ports }: Values,
  environment: Readonly<Record<string, string | undefined>>,
): OutgoingConfig {
  const endpoints = [environment['IDENTITY_ENDPOINT'], environment['MSI_ENDPOINT']];
  return {
    allowedPrivateRanges,
    allowedPorts: [...new Set([443, ...ports.map(Number)])],
    identityPorts: [...new Set(endpoints.flatMap(toPort))],
  };
}

function toEntries(text: string): string[] {
  return text.split(',').map((entry) => entry.trim());
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

function toPort(endpoint: string | undefined): number[] {
  const url = endpoint === undefined ? null : URL.parse(endpoint);
  // A link-local endpoint (Linux plans) is out of reach anyhow; its port is of use to others.
  if (url === null || url.hostname.startsWith('169.254.')) return [];
  const defaultPort = url.protocol === 'https:' ? 443 : 80;
  return [url.port === '' ? defaultPort : Number(url.port)];
}

const cidr = z.union([z.cidrv4(), z.cidrv6()]);

interface Span {
  /** Of its addresses: 32 or 128. */
  readonly bits: number;
  readonly first: bigint;
  readonly size: bigint;
}

/** What a setting may open: private use (RFC 1918, RFC 4193), shared address space (RFC 6598) and loopback. */
function isPrivateRange(range: string): boolean {
  if (!cidr.safeParse(range).success) return false;
  const { bits, first, size } = toSpan(range);
  // 10.1.2.3/8 could mean one address or sixteen million.
  if (first % size !== 0n) return false;
  return PRIVATE_RANGES.map(toSpan).some(
    (block) => block.bits === bits && first >= block.first && first + size <= block.first + block.size,
  );
}

function toSpan(range: string): Span {
  const [network = '', prefix = ''] = range.split('/');
  const bits = network.includes(':') ? 128 : 32;
  const first = bits === 128 ? toNumber(expand(network), 16) : toNumber(network.split('.'), 8);
  return { bits, first, size: 2n ** BigInt(bits - Number(prefix)) };
}

function toNumber(parts: readonly string[], bitsOfPart: 8 | 16): bigint {
  const base = bitsOfPart === 8 ? '' : '0x';
  return parts.reduce((sum, part) => (sum << BigInt(bitsOfPart)) + BigInt(`${base}${part}`), 0n);
}

/** The eight groups of an IPv6 address. */
function expand(address: string): string[] {
  // The URL standard writes an address in one way only: no IPv4 at its end.
  const canonical = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? '::';
  const [head = [], tail = []] = canonical.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail];
}
