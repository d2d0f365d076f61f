import { createHash } from 'node:crypto';

/** The power that an edge can give to work: so many watts in each stretch of time. */
export interface PowerCurve {
  /** In watts. */
  at(instant: number): number;
  /** What can be spent from one instant to another, both in ms since 1970, in watt-seconds: power summed over time. */
  between(from: number, to: number): number;
}

/** The same power at all times. */
export function steadyPower(watts: number): PowerCurve {
  return { at: () => watts, between: (from, to) => (watts * Math.max(0, to - from)) / 1000 };
}

/** Power changes at most so often, and at the same instants for whoever asks. */
const STRETCH_MS = 10_000;
/** Of the greatest power. Some is always there, so that whoever waits long enough is done. */
const LEAST_SHARE = 0.2;

/**
 * Power as edges have it that live off what is left over: between a fifth of the greatest and all of it, another in each
 * stretch of ten seconds. It follows from the name and the instant alone: after a crash it goes on as it would have.
 */
export function varyingPower(name: string, greatestWatts: number): PowerCurve {
  const ofStretch = (stretch: number) =>
    greatestWatts * (LEAST_SHARE + (1 - LEAST_SHARE) * fraction(name, stretch));
  return {
    at: (instant) => ofStretch(Math.floor(instant / STRETCH_MS)),
    between: (from, to) => {
      let sum = 0;
      for (let start = from; start < to;) {
        const stretch = Math.floor(start / STRETCH_MS);
        const end = Math.min(to, (stretch + 1) * STRETCH_MS);
        sum += (ofStretch(stretch) * (end - start)) / 1000;
        start = end;
      }
      return sum;
    },
  };
}

/** From 0 up to 1. */
function fraction(name: string, stretch: number): number {
  return createHash('sha256').update(`${name} ${stretch}`).digest().readUInt32BE(0) / 2 ** 32;
}
