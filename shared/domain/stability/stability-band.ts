import { InvalidInput } from '../errors.ts';

export type StabilityBand = 'stable' | 'moderate-shift' | 'significant-shift';

/** From which index on a shift is moderate or significant. */
export interface StabilityThresholds {
  readonly moderate: number;
  readonly significant: number;
}

/** Lewis (1994), as quoted by Yurdakul and Naranjo (2020): a rule of thumb, not a significance test. */
export const DEFAULT_THRESHOLDS: StabilityThresholds = Object.freeze({ moderate: 0.1, significant: 0.25 });

/** Throws InvalidInput unless 0 < moderate ≤ significant. */
export function assertThresholds(thresholds: StabilityThresholds): void {
  const { moderate, significant } = thresholds;
  if (moderate > 0 && moderate <= significant && significant < Infinity) return;
  const message = `The thresholds must be 0 < moderate ≤ significant; they are ${moderate} and ${significant}.`;
  throw new InvalidInput(message, [{ pointer: '', message }]);
}

/** A threshold itself belongs to the higher band. */
export function toStabilityBand(psi: number, thresholds: StabilityThresholds): StabilityBand {
  if (psi >= thresholds.significant) return 'significant-shift';
  return psi >= thresholds.moderate ? 'moderate-shift' : 'stable';
}
