import type { ChartColours } from '../../kit/chart/chart-colours.ts';
import type { ChartDrawing } from '../../kit/chart/chart.ts';
import { psiText, shareText } from '../psi-text.ts';
import { tooltipLook } from '../tooltip-look.ts';
import type { BinRow } from './bins-view.ts';

const PLOT_PX = 190;
const TERMS_PX = 80;
const LABELS_PX = 74;

export const BINS_HEIGHT = PLOT_PX + TERMS_PX + LABELS_PX + 44;

/** Expected beside actual, and below each bin what it adds to the index: upwards where there is more than expected. */
export function binsDrawing(rows: readonly BinRow[]): ChartDrawing {
  const labels = rows.map(({ shortLabel }) => shortLabel);
  return (colours) => ({
    animation: false,
    textStyle: { fontFamily: colours.font },
    tooltip: {
      ...tooltipLook(colours),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: colours.of('surface-2'), opacity: 0.6 } },
      formatter: (items: unknown) => binText(rows[firstIndex(items)]),
    },
    axisPointer: { link: [{ xAxisIndex: [0, 1] }] },
    grid: [
      { left: 48, right: 8, top: 12, height: PLOT_PX },
      { left: 48, right: 8, top: PLOT_PX + 30, height: TERMS_PX },
    ],
    xAxis: [
      { ...binAxis(labels, colours), axisLabel: { show: false } },
      { ...binAxis(labels, colours), gridIndex: 1, position: 'bottom', axisLabel: binLabels(rows, colours) },
    ],
    yAxis: [shareAxis(colours), { ...termAxis(colours), gridIndex: 1 }],
    series: [
      bars(
        'Expected',
        rows.map(({ expected }) => expected),
        colours.of('line-strong'),
      ),
      bars(
        'Actual',
        rows.map(({ actual }) => actual),
        colours.of('keel'),
      ),
      {
        ...{ type: 'bar', name: 'Contribution', xAxisIndex: 1, yAxisIndex: 1, barMaxWidth: 28 },
        data: rows.map(({ signedContribution }) => ({
          value: signedContribution,
          itemStyle: { color: colours.of(signedContribution < 0 ? 'running' : 'moderate') },
        })),
      },
    ],
  });
}

function bars(name: string, data: readonly number[], color: string): object {
  return {
    type: 'bar',
    name,
    data,
    barMaxWidth: 26,
    barGap: '10%',
    itemStyle: { color, borderRadius: [2, 2, 0, 0] },
  };
}

function binAxis(labels: readonly string[], colours: ChartColours): object {
  return {
    ...{ type: 'category', data: labels },
    axisLine: { lineStyle: { color: colours.of('line-strong') }, onZero: true },
    axisTick: { show: false },
  };
}

/** Slanted where they do not fit beside each other. */
function binLabels(rows: readonly BinRow[], colours: ChartColours): object {
  const longest = Math.max(0, ...rows.map(({ shortLabel }) => shortLabel.length));
  const isSlanted = longest * rows.length > 90;
  return {
    ...{ color: colours.of('ink-3'), fontSize: 11, interval: 0, hideOverlap: true },
    ...(isSlanted ? { rotate: 38, width: 96, overflow: 'truncate' } : {}),
  };
}

function shareAxis(colours: ChartColours): object {
  return {
    type: 'value',
    axisLabel: { color: colours.of('ink-3'), fontSize: 11, formatter: (value: number) => shareText(value) },
    splitLine: { lineStyle: { color: colours.of('line') } },
  };
}

function termAxis(colours: ChartColours): object {
  return {
    type: 'value',
    splitNumber: 2,
    axisLabel: {
      color: colours.of('ink-3'),
      fontSize: 11,
      formatter: (value: number) => String(Number(value.toPrecision(2))).replace('-', '−'),
    },
    splitLine: { lineStyle: { color: colours.of('line') } },
  };
}

function firstIndex(items: unknown): number {
  const first: unknown = Array.isArray(items) ? items[0] : items;
  const hasIndex = typeof first === 'object' && first !== null && 'dataIndex' in first;
  return hasIndex && typeof first.dataIndex === 'number' ? first.dataIndex : -1;
}

function binText(row: BinRow | undefined): string {
  if (row === undefined) return '';
  const { label, expected, actual, contribution, share } = row;
  return [
    label,
    `Expected ${shareText(expected)}, actual ${shareText(actual)}`,
    `Adds ${psiText(contribution)}, ${shareText(share)} of the index`,
  ].join('\n');
}
