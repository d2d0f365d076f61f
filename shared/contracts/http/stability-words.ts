import type { StabilityBand } from '../../domain/stability/stability-band.ts';
import type { ColumnStatus } from '../../domain/stability/stability-result.ts';

export const STABILITY_BANDS = [
  'stable',
  'moderate-shift',
  'significant-shift',
] as const satisfies readonly StabilityBand[];

export const COLUMN_STATUSES = [
  'ok',
  'low-sample',
  'empty-current',
  'missing-column',
  'type-changed',
  'not-computable',
] as const satisfies readonly ColumnStatus[];
