import type { RunAnswer } from '../client.ts';
import { formatPsi } from '../format-run.ts';
import { printTable } from './print-table.ts';

/** The result as `--json` prints it; the shape is part of the command's contract. */
export function toJson({ runId, state, result, detail }: RunAnswer): object {
  return {
    runId,
    state,
    psi: result?.psi ?? null,
    columns: (detail?.columns ?? []).map(({ name, type, status, psi, bins }) => ({
      ...{ name, type, status, psi },
      bins: bins.map(({ label, expectedCount, actualCount, contribution }) => ({
        ...{ label, expectedCount, actualCount, contribution },
      })),
    })),
  };
}

/** Prints the result for a person: the score first, then the columns that moved most. */
export function printRun({ runId, result, detail }: RunAnswer): void {
  process.stdout.write(`Run ${runId} succeeded.\n`);
  if (result?.psi !== undefined && result.psi !== null) {
    process.stdout.write(`PSI of the score: ${formatPsi(result.psi)} (${result.band ?? ''})\n`);
  }
  const columns = [...(detail?.columns ?? [])].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1));
  printTable(
    ['column', 'type', 'index', 'critical', 'p (adjusted)', 'band', 'alarm', 'status'],
    columns.map(({ name, type, psi, band, decision, significance, status, reason }) => [
      name,
      type,
      formatPsi(psi),
      formatPsi(significance?.criticalValue ?? null),
      significance?.adjustedPValue.toPrecision(2) ?? 'n/a',
      band ?? '',
      decision?.alarm === true ? 'yes' : '',
      reason === undefined ? status : `${status}: ${reason}`,
    ]),
  );
}
