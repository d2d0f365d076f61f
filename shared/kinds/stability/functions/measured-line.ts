import { failed, OVER, type OutcomeLine } from '../../../../functions/activities/outcome-lines.ts';
import type { StabilitySummary } from '../../../domain/run/run.ts';
import type { MeasureOutcome } from '../application/measure-stability.ts';

/** What the log of a run says of its measurement. */
export function measuredLine(measured: MeasureOutcome): OutcomeLine {
  switch (measured.outcome) {
    case 'measured':
      return { message: 'Measured.', fields: figuresOf(measured.result) };
    case 'rejected':
      return failed(measured.failure);
    case 'already-finished':
    case 'cancelled':
      return OVER;
  }
}

function figuresOf(result: StabilitySummary): Readonly<Record<string, unknown>> {
  const { modelId, baselineId, currentRowCount: rows, psi, band, alarm, statusCounts, window } = result;
  const [worst] = result.worstCharacteristics;
  return {
    ...{ modelId, baselineId, rows, psi, band, alarm, columns: statusCounts },
    ...(worst === undefined ? {} : { worst: `${worst.name} ${worst.psi.toFixed(4)} (${worst.band})` }),
    ...(window === undefined ? {} : { from: window.from, to: window.to }),
  };
}
