import type { ChartColours } from '../../kit/chart/chart-colours.ts';
import type { ChartDrawing } from '../../kit/chart/chart.ts';
import { formatInstant } from '../../kit/time/format-instant.ts';
import type { CutOffs } from '../measuring/cut-offs.ts';
import { countText, psiText } from '../psi-text.ts';
import { tooltipLook } from '../tooltip-look.ts';
import { gapsAfter, type PsiPoint } from './psi-points.ts';

export interface PsiPicture {
  readonly points: readonly PsiPoint[];
  readonly cutOffs: CutOffs | undefined;
  /** Where another baseline begins to count, and what it is called. */
  readonly changes: readonly { readonly atMs: number; readonly label: string }[];
  readonly selectedRunId: string | undefined;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** A point, or undefined for the gap that the line has there. */
export interface Drawn {
  readonly atMs: number;
  readonly point: PsiPoint | undefined;
}

const BAND_TOKENS = {
  stable: 'stable',
  'moderate-shift': 'moderate',
  'significant-shift': 'significant',
} as const;

/** What the line goes through, in the order of the chart's data: a gap is drawn as one. */
export function drawnPoints(points: readonly PsiPoint[]): readonly Drawn[] {
  const gaps = gapsAfter(points);
  return points.flatMap((point, index) => {
    const drawn = { atMs: point.atMs, point };
    return gaps.has(index) ? [drawn, { atMs: point.atMs + 1, point: undefined }] : [drawn];
  });
}

/** The index by window over the bands, with the critical value and the changes of the baseline. */
export function psiDrawing(picture: PsiPicture): ChartDrawing {
  const drawn = drawnPoints(picture.points);
  return (colours) => ({
    animation: false,
    textStyle: { fontFamily: colours.font },
    grid: { left: 44, right: 16, top: 20, bottom: drawn.length > 40 ? 62 : 28 },
    tooltip: {
      ...tooltipLook(colours),
      trigger: 'axis',
      formatter: (items: unknown) => tooltipText(drawn[firstIndex(items)]?.point, picture),
    },
    xAxis: timeAxis(colours, picture.timeZone),
    yAxis: psiAxis(colours, picture),
    dataZoom: drawn.length > 40 ? zooms(colours) : [],
    useUTC: picture.timeZone === 'UTC',
    series: [indexSeries(drawn, picture, colours), criticalSeries(drawn, colours)],
  });
}

function indexSeries(drawn: readonly Drawn[], picture: PsiPicture, colours: ChartColours): object {
  const size = drawn.length > 200 ? 4 : drawn.length > 70 ? 5 : 7;
  return {
    ...{ type: 'line', name: 'PSI', connectNulls: false, showAllSymbol: true, z: 3 },
    lineStyle: { color: colours.of('ink-2'), width: 1.5 },
    data: drawn.map(({ atMs, point }) => ({
      value: [atMs, point?.psi ?? null],
      ...(point === undefined ? {} : symbolOf(point, size, { picture, colours })),
    })),
    markArea: { silent: true, data: bandAreas(picture, colours) },
    markLine: {
      ...{ silent: true, symbol: 'none', animation: false },
      data: [...cutOffLines(picture, colours), ...changeLines(picture, colours)],
    },
  };
}

function symbolOf(
  { runId, band, alarm }: PsiPoint,
  size: number,
  { picture, colours }: { readonly picture: PsiPicture; readonly colours: ChartColours },
): object {
  const isSelected = runId === picture.selectedRunId;
  return {
    symbol: alarm ? 'diamond' : 'circle',
    symbolSize: (alarm ? size + 3 : size) + (isSelected ? 6 : 0),
    itemStyle: {
      color: colours.of(band === null ? 'idle' : BAND_TOKENS[band]),
      borderColor: colours.of(isSelected ? 'ink' : 'surface'),
      borderWidth: isSelected ? 2 : 1,
    },
  };
}

function criticalSeries(drawn: readonly Drawn[], colours: ChartColours): object {
  return {
    ...{ type: 'line', name: 'Critical value', showSymbol: false, silent: true, step: 'middle', z: 2 },
    lineStyle: { color: colours.of('running'), width: 1.25, type: [4, 3] },
    data: drawn.map(({ atMs, point }) => [atMs, point?.criticalValue ?? null]),
  };
}

function bandAreas({ cutOffs, points }: PsiPicture, colours: ChartColours): object[] {
  if (cutOffs === undefined) return [];
  const { moderate, significant } = cutOffs;
  const top = topOf(points, cutOffs);
  const area = (token: 'stable-soft' | 'moderate-soft' | 'significant-soft', from: number, to: number) => [
    { yAxis: from, itemStyle: { color: colours.of(token), opacity: 0.5 } },
    { yAxis: to },
  ];
  return [
    area('stable-soft', 0, moderate),
    area('moderate-soft', moderate, significant),
    area('significant-soft', significant, top),
  ];
}

function cutOffLines({ cutOffs }: PsiPicture, colours: ChartColours): object[] {
  if (cutOffs === undefined) return [];
  const line = (value: number, label: string) => ({
    yAxis: value,
    lineStyle: { color: colours.of('line-strong'), type: 'solid', width: 1 },
    label: {
      ...{ position: 'insideStartTop', formatter: `${label} from ${value}`, fontSize: 11 },
      color: colours.of('ink-3'),
    },
  });
  return [line(cutOffs.moderate, 'Moderate'), line(cutOffs.significant, 'Significant')];
}

function changeLines({ changes }: PsiPicture, colours: ChartColours): object[] {
  return changes.map(({ atMs, label }) => ({
    xAxis: atMs,
    lineStyle: { color: colours.of('keel'), type: 'solid', width: 1 },
    label: { formatter: label, position: 'end', color: colours.of('keel'), fontSize: 11, distance: 4 },
  }));
}

function timeAxis(colours: ChartColours, timeZone: string): object {
  return {
    type: 'time',
    axisLine: { lineStyle: { color: colours.of('line-strong') } },
    axisTick: { show: false },
    axisLabel: { color: colours.of('ink-3'), fontSize: 11, hideOverlap: true },
    splitLine: { show: false },
    axisPointer: {
      lineStyle: { color: colours.of('line-strong'), type: 'solid' },
      label: { show: false, formatter: timeZone },
    },
  };
}

function psiAxis(colours: ChartColours, { points, cutOffs }: PsiPicture): object {
  return {
    ...{ type: 'value', min: 0, max: topOf(points, cutOffs) },
    axisLabel: {
      color: colours.of('ink-3'),
      fontSize: 11,
      showMaxLabel: false,
      formatter: (value: number) => String(Number(value.toFixed(3))),
    },
    splitLine: { show: cutOffs === undefined, lineStyle: { color: colours.of('line') } },
  };
}

/** The cut-offs are always in sight, and there is some room above the highest. */
function topOf(points: readonly PsiPoint[], cutOffs: CutOffs | undefined): number {
  const highest = points.flatMap(({ psi, criticalValue }) => [psi ?? 0, criticalValue ?? 0]);
  return Math.max(...highest, (cutOffs?.significant ?? 0) * 1.15, 0.01) * 1.08;
}

function zooms(colours: ChartColours): object[] {
  return [
    { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false },
    {
      ...{ type: 'slider', height: 18, bottom: 8, showDetail: false, brushSelect: false },
      borderColor: 'transparent',
      backgroundColor: colours.of('surface-2'),
      fillerColor: colours.of('keel-soft'),
      handleStyle: { color: colours.of('surface'), borderColor: colours.of('keel') },
      moveHandleSize: 0,
      dataBackground: {
        lineStyle: { color: colours.of('line-strong') },
        areaStyle: { color: colours.of('surface-3') },
      },
      selectedDataBackground: {
        lineStyle: { color: colours.of('keel') },
        areaStyle: { color: colours.of('surface-3') },
      },
    },
  ];
}

function firstIndex(items: unknown): number {
  const first: unknown = Array.isArray(items) ? items[0] : items;
  const hasIndex = typeof first === 'object' && first !== null && 'dataIndex' in first;
  return hasIndex && typeof first.dataIndex === 'number' ? first.dataIndex : -1;
}

function tooltipText(point: PsiPoint | undefined, { timeZone, nowMs }: PsiPicture): string {
  if (point === undefined) return '';
  const { atMs, psi, alarm, criticalValue, rows } = point;
  return [
    formatInstant(atMs, { timeZone, nowMs }),
    `PSI ${psiText(psi)}${alarm ? ', alarm' : ''}`,
    ...(criticalValue === undefined ? [] : [`Critical value ${psiText(criticalValue)}`]),
    `${countText(rows)} rows`,
  ].join('\n');
}
