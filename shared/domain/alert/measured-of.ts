import type { StabilitySummary } from '../run/run.ts';
import type { StabilityBand } from '../stability/stability-band.ts';
import { isAtLeast } from './stability-rank.ts';

/** The highest band of score, characteristics and segments, and whether the job's criteria raise an alarm. */
export function measuredOf(result: StabilitySummary): {
  readonly band: StabilityBand;
  readonly alarm: boolean;
} {
  const { band, worstCharacteristics, segments, alarm = false } = result;
  const bands = [...worstCharacteristics, ...(segments?.worst ?? [])].map((column) => column.band);
  const highest = [band ?? 'stable', ...bands].reduce((a, b) => (isAtLeast(a, b) ? a : b));
  return { band: highest, alarm };
}
