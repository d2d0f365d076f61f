import type { StabilityBand } from '../stability/stability-band.ts';

const RANKS: Readonly<Record<StabilityBand, number>> = {
  stable: 0,
  'moderate-shift': 1,
  'significant-shift': 2,
};

/** Whether a band is the other one or a higher one. */
export function isAtLeast(band: StabilityBand, least: StabilityBand): boolean {
  return RANKS[band] >= RANKS[least];
}
