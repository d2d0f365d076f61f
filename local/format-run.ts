interface Measured {
  readonly psi: number | null;
  readonly band: string | null;
  readonly worstCharacteristics: readonly { readonly name: string; readonly psi: number }[];
}

interface Collected {
  readonly path: string;
  readonly rowCount: number;
  readonly epoch: number;
}

interface Done {
  readonly kind: string;
  readonly words: string;
}

/** The part of a run that a line shows. */
interface EndedRun {
  readonly runId: string;
  readonly state: string;
  readonly finishedAt?: string | undefined;
  readonly result?: Measured | Collected | Done | undefined;
  readonly failure?: { readonly message: string } | undefined;
}

/** One line about an ended run: when, which job, the score's PSI and band, and what moved most; or what was collected. */
export function formatRun({ runId, state, finishedAt, result, failure }: EndedRun): string {
  const at = finishedAt?.slice(11, 19) ?? '';
  if (result === undefined) return `${at}  ${state.padEnd(10)} ${runId}  ${failure?.message ?? ''}`.trimEnd();
  const begin = `${at}  ${state.padEnd(10)} ${runId}`;
  if ('words' in result) return `${begin}  ${result.words}`;
  if ('path' in result) return `${begin}  ${result.rowCount} rows in ${result.path} (epoch ${result.epoch})`;
  const worst = result.worstCharacteristics
    .slice(0, 3)
    .map(({ name, psi }) => `${name} ${formatPsi(psi)}`)
    .join(', ');
  return `${begin}  PSI ${formatPsi(result.psi)} ${result.band ?? ''}  (${worst})`;
}

/** Four digits after the point: what a person compares; the API has them all. */
export function formatPsi(psi: number | null): string {
  return psi === null ? 'n/a' : psi.toFixed(4);
}
