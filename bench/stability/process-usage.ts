import { readFileSync } from 'node:fs';

/** CPU seconds that this process has used so far, all its threads together. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The most memory that this process ever held, in MB. */
export function peakMemoryMb(): number {
  // The kernel's own maximum of a child begins with that of its parent; the one of its address space does not.
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'latin1') : '';
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return (Number(kibibytes ?? process.resourceUsage().maxRSS) * 1024) / 1e6;
}
