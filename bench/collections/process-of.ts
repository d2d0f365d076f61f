import { readFileSync } from 'node:fs';

export interface ProcessUsage {
  /** Of all its threads together, since its start. */
  readonly cpuSeconds: number;
  /** The most memory that it ever held (resident set), in MB. */
  readonly peakMb: number;
}

/** Ticks a second of the times in /proc (USER_HZ), the same on all Linux platforms that Node runs on. */
const TICKS = 100;

/** What another process has used, by proc(5). Linux only: throws elsewhere, and for a process that is gone. */
export function usageOf(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the command in brackets, which may hold blanks; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { cpuSeconds: ticks / TICKS, peakMb: (Number(kibibytes) * 1024) / 1e6 };
}
