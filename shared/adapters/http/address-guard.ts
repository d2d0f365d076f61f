import { isIP, isIPv4 } from 'node:net';
import { privateAddresses, specialAddresses, toAddressSet, type AddressSet } from './special-addresses.ts';

export interface AddressGuardOptions {
  /** CIDR ranges; what is not private use, shared or loopback stays refused though a range covers it. */
  readonly allowedPrivateRanges: readonly string[];
  /** Ports where the machine hands out the app's identity: refused on every private address. */
  readonly identityPorts: readonly number[];
}

export type AddressKind = 'public' | 'allowed-private' | 'refused';

/** Says of an address whether it may be connected to. What is no address is refused. */
export class AddressGuard {
  readonly #allowed: AddressSet;
  readonly #identityPorts: ReadonlySet<number>;

  /** @throws Error when a range is not one. */
  constructor({ allowedPrivateRanges, identityPorts }: AddressGuardOptions) {
    const subnets = allowedPrivateRanges.map(toSubnet);
    this.#allowed = toAddressSet(
      subnets.filter(([network]) => isIPv4(network)),
      subnets.filter(([network]) => !isIPv4(network)),
    );
    this.#identityPorts = new Set(identityPorts);
  }

  judge(address: string, port: number): AddressKind {
    // A zone (`fe80::1%eth0`) is part of no public address, and a list would not find what has one.
    if (isIP(address) === 0 || address.includes('%')) return 'refused';
    if (!isIn(specialAddresses, address)) return 'public';
    if (this.#identityPorts.has(port)) return 'refused';
    return isIn(privateAddresses, address) && isIn(this.#allowed, address) ? 'allowed-private' : 'refused';
  }
}

function isIn({ ipv4, ipv6 }: AddressSet, address: string): boolean {
  if (isIPv4(address)) return ipv4.check(address, 'ipv4');
  return ipv6.check(address, 'ipv6') || ipv4.check(address, 'ipv6');
}

function toSubnet(range: string): readonly [network: string, prefix: number] {
  const [network = '', prefix = ''] = range.split('/');
  if (isIP(network) === 0 || !/^\d{1,3}$/.test(prefix)) throw new Error(`'${range}' is no CIDR range.`);
  return [network, Number(prefix)];
}
