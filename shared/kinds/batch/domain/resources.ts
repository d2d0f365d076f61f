import { parseQuantity, toMillis, toWhole } from './quantity.ts';

/** CPU and memory: what is asked for, taken or free. Whole numbers, so that sums are exact. */
export interface Resources {
  /** Thousandths of a core. */
  readonly milliCores: number;
  readonly memoryBytes: number;
}

export type ResourceName = 'cpu' | 'memory';

export const NO_RESOURCES: Resources = { milliCores: 0, memoryBytes: 0 };

/** One quantity of CPU in thousandths of a core, undefined where it is none. */
export function readCpu(text: string): number | undefined {
  const nanos = parseQuantity(text);
  return nanos === undefined ? undefined : safe(toMillis(nanos));
}

/** One quantity of memory in bytes, undefined where it is none. */
export function readMemory(text: string): number | undefined {
  const nanos = parseQuantity(text);
  return nanos === undefined ? undefined : safe(toWhole(nanos));
}

export function plus(one: Resources, other: Resources): Resources {
  return {
    milliCores: one.milliCores + other.milliCores,
    memoryBytes: one.memoryBytes + other.memoryBytes,
  };
}

export function minus(one: Resources, other: Resources): Resources {
  return {
    milliCores: one.milliCores - other.milliCores,
    memoryBytes: one.memoryBytes - other.memoryBytes,
  };
}

/** Of CPU, in thousandths of a core, or of memory, in bytes. */
export function amountOf(resources: Resources, name: ResourceName): number {
  return name === 'cpu' ? resources.milliCores : resources.memoryBytes;
}

/** What of the two does not suffice. */
export function lackingIn(free: Resources, request: Resources): readonly ResourceName[] {
  return [
    ...(request.milliCores > free.milliCores ? (['cpu'] as const) : []),
    ...(request.memoryBytes > free.memoryBytes ? (['memory'] as const) : []),
  ];
}

/** As in "0.5 cores and 3.5 GB". */
export function inWords({ milliCores, memoryBytes }: Resources): string {
  return `${coresInWords(milliCores)} and ${bytesInWords(memoryBytes)}`;
}

export function coresInWords(milliCores: number): string {
  const cores = Math.round(milliCores / 10) / 100;
  return Math.abs(milliCores) < 10 && milliCores !== 0
    ? `${milliCores / 1000} cores`
    : `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

export function bytesInWords(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (Math.abs(amount) >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${Math.round(amount * 100) / 100} ${UNITS[unit] ?? ''}`;
}

/** Beyond 2^53 - 1 (8 PiB of memory) sums would not be exact. */
function safe(amount: number): number | undefined {
  return Number.isSafeInteger(amount) ? amount : undefined;
}
