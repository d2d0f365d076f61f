import type { RunAnswer } from './client.ts';

/** One line about an ended run: when, which job, the score's PSI and band, and what moved most. */
export function formatRun({ runId, state, finishedAt, result, failure }: RunAnswer): string {
  const at = finishedAt?.slice(11, 19) ?? '';
  if (result === undefined) return `${at}  ${state.padEnd(10)} ${runId}  ${failure?.message ?? ''}`.trimEnd();
  const worst = result.worstCharacteristics
    .slice(0, 3)
    .map(({ name, psi }) => `${name} ${formatPsi(psi)}`)
    .join(', ');
  return `${at}  ${state.padEnd(10)} ${runId}  PSI ${formatPsi(result.psi)} ${result.band ?? ''}  (${worst})`;
}

/** Four digits after the point: what a person compares; the API has them all. */
export function formatPsi(psi: number | null): string {
  return psi === null ? 'n/a' : psi.toFixed(4);
}
