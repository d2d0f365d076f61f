import type { FigureView, MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import type { StabilityBand } from '../../../shared/domain/stability/stability-band.ts';

/** The index of one characteristic in one window. */
export interface HeatCell {
  readonly runId: string;
  readonly dueAt: string;
  readonly psi: number | null;
  readonly band: StabilityBand | null;
  readonly alarm: boolean;
  /** Why there is no index, or how far it can be relied on. */
  readonly status: FigureView['status'];
}

/** A characteristic over the windows. */
export interface HeatRow {
  readonly name: string;
  readonly isScore: boolean;
  /** One per window, the earliest first; undefined where it was not among the columns measured. */
  readonly cells: readonly (HeatCell | undefined)[];
  /** In the latest window. */
  readonly latest: HeatCell | undefined;
  readonly worst: HeatCell | undefined;
  readonly alarmCount: number;
}

/** By which the rows are sorted. */
export const HEAT_ORDERS = [
  { id: 'worst', label: 'Highest in the range' },
  { id: 'latest', label: 'Highest in the latest window' },
  { id: 'name', label: 'Name' },
] as const;

export type HeatOrder = (typeof HEAT_ORDERS)[number]['id'];

/** The characteristics by windows: figures of the whole sample, one row a column. */
export function heatRows(measurements: readonly MeasurementView[], scoreColumn?: string): HeatRow[] {
  const cells = new Map<string, (HeatCell | undefined)[]>();
  for (const [index, { runId, dueAt, figures = [] }] of measurements.entries()) {
    for (const { segment, characteristic, psi, band, alarm, status } of figures) {
      if (segment !== undefined) continue;
      const row =
        cells.get(characteristic) ?? new Array<HeatCell | undefined>(measurements.length).fill(undefined);
      row[index] = { runId, dueAt, psi, band, alarm: alarm === true, status };
      cells.set(characteristic, row);
    }
  }
  return [...cells].map(([name, ofColumn]) => heatRow(name, ofColumn, name === scoreColumn));
}

/** Those whose name has the text in it, whatever its case, in the order asked for. */
export function arrangedRows(
  rows: readonly HeatRow[],
  { text, order }: { readonly text: string; readonly order: HeatOrder },
): HeatRow[] {
  const wanted = text.trim().toLowerCase();
  const found = rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (order === 'name') return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const index = (row: HeatRow) => row[order]?.psi ?? -1;
  return found.toSorted((a, b) => index(b) - index(a));
}

function heatRow(name: string, cells: readonly (HeatCell | undefined)[], isScore: boolean): HeatRow {
  const there = cells.flatMap((cell) => cell ?? []);
  const worst = there.reduce<HeatCell | undefined>(
    (highest, cell) => ((cell.psi ?? -1) > (highest?.psi ?? -1) ? cell : highest),
    undefined,
  );
  return {
    ...{ name, isScore, cells, worst, latest: cells.at(-1) },
    alarmCount: there.filter(({ alarm }) => alarm).length,
  };
}

/** From no index to far beyond the higher cut-off; what is stable has three steps, so that a drift is seen to come. */
export const SHADES = [
  'none',
  'stable-1',
  'stable-2',
  'stable-3',
  'moderate-1',
  'moderate-2',
  'significant-1',
  'significant-2',
] as const;

export type Shade = (typeof SHADES)[number];

/** The colour of a cell: its band is the measurement's own, the steps within it come from the cut-offs. */
export function shadeOf(
  { psi, band }: Pick<HeatCell, 'psi' | 'band'>,
  cutOffs: { readonly moderate: number; readonly significant: number } | undefined,
): Shade {
  if (psi === null || band === null) return 'none';
  const { moderate, significant } = cutOffs ?? { moderate: 0.1, significant: 0.25 };
  switch (band) {
    case 'stable':
      return stableShade(psi / moderate);
    case 'moderate-shift':
      return psi < (moderate + significant) / 2 ? 'moderate-1' : 'moderate-2';
    case 'significant-shift':
      return psi < 2 * significant ? 'significant-1' : 'significant-2';
  }
}

function stableShade(share: number): Shade {
  if (share < 1 / 3) return 'stable-1';
  return share < 2 / 3 ? 'stable-2' : 'stable-3';
}
