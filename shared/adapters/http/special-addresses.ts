import { BlockList } from 'node:net';

type Subnet = readonly [network: string, prefix: number];

/*
 * What is not a server on the internet. From the IANA special-purpose address registries (RFC 6890, as of 2025), whole
 * blocks also where a part of them is globally reachable, as no server that anyone names is in those parts.
 */
const SPECIAL_IPV4: readonly Subnet[] = [
  ['0.0.0.0', 8], // "This network", RFC 791; Linux takes 0.0.0.0 for itself
  ['10.0.0.0', 8], // Private use, RFC 1918
  ['100.64.0.0', 10], // Shared address space, RFC 6598
  ['127.0.0.0', 8], // Loopback, RFC 1122
  ['168.63.129.16', 32], // Azure: DNS, health probes and the agent's wire server; by its number a public address
  ['169.254.0.0', 16], // Link local, RFC 3927; 169.254.169.254 is the instance metadata service
  ['172.16.0.0', 12], // Private use, RFC 1918
  ['192.0.0.0', 24], // IETF protocol assignments, RFC 6890
  ['192.0.2.0', 24], // Documentation, RFC 5737
  ['192.88.99.0', 24], // 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // Private use, RFC 1918
  ['198.18.0.0', 15], // Benchmarking, RFC 2544
  ['198.51.100.0', 24], // Documentation, RFC 5737
  ['203.0.113.0', 24], // Documentation, RFC 5737
  ['224.0.0.0', 3], // Multicast, RFC 5771; reserved, RFC 1112; broadcast, RFC 919
];

/** All that is not global unicast (2000::/3, RFC 4291), and what is special within it. */
const SPECIAL_IPV6: readonly Subnet[] = [
  ['::', 3], // Loopback; IPv4 mapped, compatible, translated (64:ff9b::/96, 64:ff9b:1::/48); discard 100::/64
  ['2001::', 23], // IETF protocol assignments, RFC 2928: Teredo 2001::/32, benchmarking, ORCHID
  ['2001:db8::', 32], // Documentation, RFC 3849
  ['2002::', 16], // 6to4, RFC 3056: any IPv4 address may be inside
  ['3fff::', 20], // Documentation, RFC 9637
  ['4000::', 2], // Not assigned; segment routing 5f00::/16, RFC 9602
  ['8000::', 1], // Unique local fc00::/7, link local fe80::/10, multicast ff00::/8
];

/**
 * What a setting can allow, and nothing else: not the addresses that hand out the app's own identity (the metadata service,
 * the wire server, and the identity endpoint of Linux plans, which is link local), and no IPv6 address with an IPv4
 * address inside, which would be another way to them.
 */
const PRIVATE_IPV4: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];

const PRIVATE_IPV6: readonly Subnet[] = [
  ['::1', 128],
  ['fc00::', 7],
];

/**
 * Addresses of both families. Each has its own list: Node takes a rule for `::/3`, where mapped addresses are, for one of
 * all IPv4. The other way round is wanted: rules for 127.0.0.0/8 hold for `::ffff:7f00:1` too.
 */
export interface AddressSet {
  readonly ipv4: BlockList;
  readonly ipv6: BlockList;
}

export const specialAddresses = toAddressSet(SPECIAL_IPV4, SPECIAL_IPV6);
export const privateAddresses = toAddressSet(PRIVATE_IPV4, PRIVATE_IPV6);

export function toAddressSet(ipv4: readonly Subnet[], ipv6: readonly Subnet[]): AddressSet {
  const set = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [network, prefix] of ipv4) set.ipv4.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of ipv6) set.ipv6.addSubnet(network, prefix, 'ipv6');
  return set;
}
