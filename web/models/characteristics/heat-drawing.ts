import type { ChartColours } from '../../kit/chart/chart-colours.ts';
import type { ChartDrawing } from '../../kit/chart/chart.ts';
import { mixedColour } from '../../kit/chart/mixed-colour.ts';
import { formatInstant } from '../../kit/time/format-instant.ts';
import type { CutOffs } from '../measuring/cut-offs.ts';
import { psiText } from '../psi-text.ts';
import { tooltipLook } from '../tooltip-look.ts';
import { statusInWords } from '../window/window-words.ts';
import { shadeOf, SHADES, type HeatCell, type HeatRow, type Shade } from './heat-map.ts';

export interface HeatPicture {
  readonly rows: readonly HeatRow[];
  /** ISO 8601, the earliest first. */
  readonly dueAts: readonly string[];
  readonly cutOffs: CutOffs | undefined;
  readonly timeZone: string;
  readonly nowMs: number;
  /** A narrow screen has less room for names. */
  readonly isNarrow: boolean;
}

/** A cell with its place, in the order of the chart's data. */
export interface PlacedCell {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly cell: HeatCell;
}

const ROW_PX = 20;
const AXIS_PX = 26;

/** Alarms are marked while there is room for the mark. */
const MAX_MARKED_WINDOWS = 130;

export function heatHeight(rowCount: number): number {
  return rowCount * ROW_PX + AXIS_PX + 4;
}

export function placedCells(rows: readonly HeatRow[]): PlacedCell[] {
  return rows.flatMap(({ name, cells }, y) =>
    cells.flatMap((cell, x) => (cell === undefined ? [] : [{ x, y, name, cell }])),
  );
}

/** The characteristics down, the windows across; the first row is the uppermost. */
export function heatDrawing(picture: HeatPicture): ChartDrawing {
  const placed = placedCells(picture.rows);
  const { dueAts, rows, cutOffs, isNarrow, timeZone, nowMs } = picture;
  const when = (at: string) => formatInstant(Date.parse(at), { timeZone, nowMs });
  const namesPx = Math.min(isNarrow ? 84 : 170, 7 * Math.max(...rows.map(({ name }) => name.length)) + 8);
  const hasMarks = dueAts.length <= (isNarrow ? MAX_MARKED_WINDOWS / 4 : MAX_MARKED_WINDOWS);
  return (colours) => ({
    animation: false,
    textStyle: { fontFamily: colours.font },
    grid: { left: namesPx + 12, right: 4, top: AXIS_PX, bottom: 2 },
    tooltip: {
      ...tooltipLook(colours),
      trigger: 'item',
      formatter: (item: { readonly dataIndex: number }) => cellText(placed[item.dataIndex], when),
    },
    xAxis: {
      ...{
        type: 'category',
        position: 'top',
        data: dueAts.map((at) => when(at).replace(/, \d\d:\d\d$/, '')),
      },
      ...{ axisLine: { show: false }, axisTick: { show: false } },
      axisLabel: { color: colours.of('ink-3'), fontSize: 11, hideOverlap: true },
    },
    yAxis: nameAxis(rows, namesPx, colours),
    visualMap: {
      ...{ show: false, type: 'piecewise', dimension: 2 },
      pieces: SHADES.map((shade, value) => ({ value, color: shadeColour(shade, colours) })),
    },
    series: [
      {
        ...{ type: 'heatmap', progressive: 4000, name: 'PSI' },
        itemStyle: { borderColor: colours.of('surface'), borderWidth: dueAts.length > 200 ? 0 : 1 },
        emphasis: { itemStyle: { borderColor: colours.of('ink'), borderWidth: 1.5 } },
        data: placed.map(({ x, y, cell }) => ({
          value: [x, y, SHADES.indexOf(shadeOf(cell, cutOffs))],
          ...(hasMarks && cell.alarm
            ? { label: { show: true, formatter: '◆', fontSize: 8, color: colours.of('surface') } }
            : {}),
        })),
      },
    ],
  });
}

function nameAxis(rows: readonly HeatRow[], namesPx: number, colours: ChartColours): object {
  return {
    ...{ type: 'category', inverse: true, data: rows.map(({ name }) => name) },
    ...{ axisLine: { show: false }, axisTick: { show: false } },
    axisLabel: {
      ...{ color: colours.of('ink-2'), fontSize: 12, interval: 0 },
      ...{ width: namesPx, overflow: 'truncate' },
    },
  };
}

/** The colour of a shade as the page has it at the moment; the legend has the same. */
function shadeColour(shade: Shade, colours: ChartColours): string {
  const of = (token: 'stable' | 'moderate' | 'significant', share: number) =>
    mixedColour(colours.of(`${token}-soft`), colours.of(token), share);
  switch (shade) {
    case 'none':
      return colours.of('surface-3');
    case 'stable-1':
      return mixedColour(colours.of('surface'), colours.of('stable-soft'), 0.55);
    case 'stable-2':
      return of('stable', 0.06);
    case 'stable-3':
      return of('stable', 0.3);
    case 'moderate-1':
      return of('moderate', 0.35);
    case 'moderate-2':
      return of('moderate', 0.75);
    case 'significant-1':
      return of('significant', 0.6);
    case 'significant-2':
      return of('significant', 1);
  }
}

function cellText(placed: PlacedCell | undefined, when: (at: string) => string): string {
  if (placed === undefined) return '';
  const { name, cell } = placed;
  const what =
    cell.psi === null ? statusInWords(cell.status) : `PSI ${psiText(cell.psi)}${cell.alarm ? ', alarm' : ''}`;
  return `${name}\n${when(cell.dueAt)}\n${what}`;
}
