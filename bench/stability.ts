import { parseDecimal } from '../shared/domain/dataset/parse-decimal.ts';
import { createBaselineBuilder } from '../shared/domain/stability/baseline-builder.ts';
import type { BinSpecification } from '../shared/domain/stability/bin-specification.ts';
import { HOUSE_CONVENTION } from '../shared/domain/stability/convention.ts';
import { createCurrentCounter } from '../shared/domain/stability/current-counter.ts';
import { deriveBinEdges } from '../shared/domain/stability/derive-bin-edges.ts';
import { IntervalCounter } from '../shared/domain/stability/interval-counter.ts';
import { measureStability } from '../shared/domain/stability/measure-stability.ts';
import { DEFAULT_THRESHOLDS } from '../shared/domain/stability/stability-band.ts';
import type { NumberStyle } from './generate-dataset.ts';
import { generateDataset } from './generate-dataset.ts';
import type { Timing } from './measure.ts';
import { measure } from './measure.ts';

const COLUMNS = 10;

export interface StabilityBenchOptions {
  readonly rows: number;
  readonly repeats: number;
}

interface Line extends Timing {
  readonly name: string;
  readonly megabytes: number;
}

/** PSI of ten numeric columns: from CSV, and the kernel alone, for numbers short and long. */
export function benchStability(options: StabilityBenchOptions): void {
  console.log(`PSI of ${options.rows.toLocaleString('en')} rows x ${COLUMNS} numeric columns`);
  for (const style of ['short', 'full-precision'] as const) benchmark(style, options);
}

function benchmark(style: NumberStyle, options: StabilityBenchOptions): void {
  const { rows, repeats } = options;
  const baseline = generateDataset({ rowCount: rows, columnCount: COLUMNS, style, seed: 1 });
  const current = generateDataset({ rowCount: rows, columnCount: COLUMNS, style, seed: 2 });
  const specification = register(baseline);
  const columns = numericColumns(current, rows);
  const edges = specification.columns.map((column) => ('binEdges' in column ? column.binEdges : []));
  const nothing = (): undefined => undefined;
  const lines: Line[] = [
    {
      name: 'baseline registered, CSV',
      megabytes: size(baseline),
      ...measure(repeats, nothing, () => register(baseline)),
    },
    {
      name: 'current measured, CSV',
      megabytes: size(current),
      ...measure(repeats, nothing, () => {
        compare(specification, current);
      }),
    },
    {
      name: 'edges, kernel alone',
      megabytes: bytesOf(columns),
      ...measure(repeats, () => columns.map((values) => values.slice()), deriveAll),
    },
    {
      name: 'counts, kernel alone',
      megabytes: bytesOf(columns),
      ...measure(repeats, nothing, () => {
        countAll(columns, edges);
      }),
    },
  ];
  print(style, lines, options);
}

function register(chunks: readonly Uint8Array[]): BinSpecification {
  const builder = createBaselineBuilder();
  for (const chunk of chunks) builder.push(chunk);
  return builder.finish();
}

function compare(specification: BinSpecification, chunks: readonly Uint8Array[]): void {
  const counter = createCurrentCounter(specification);
  for (const chunk of chunks) counter.push(chunk);
  measureStability(specification, counter.finish(), DEFAULT_THRESHOLDS);
}

function deriveAll(columns: readonly Float64Array[]): void {
  for (const values of columns) deriveBinEdges(values, HOUSE_CONVENTION);
}

function countAll(columns: readonly Float64Array[], edges: readonly (readonly number[])[]): void {
  columns.forEach((values, index) => {
    new IntervalCounter(edges[index] ?? [], 'right').add(values, values.length);
  });
}

/** The file's numbers, column by column, without its missing ones: what the kernel is given. */
function numericColumns(chunks: readonly Uint8Array[], rows: number): Float64Array[] {
  const columns = Array.from({ length: COLUMNS }, () => ({ values: new Float64Array(rows), length: 0 }));
  for (const chunk of chunks.slice(1)) {
    let start = 0;
    let field = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] !== 44 && chunk[at] !== 10) continue;
      const column = columns[field % COLUMNS];
      if (column !== undefined && at > start) {
        column.values[column.length] = parseDecimal(chunk, start, at);
        column.length += 1;
      }
      field += 1;
      start = at + 1;
    }
  }
  return columns.map((column) => column.values.subarray(0, column.length));
}

function size(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0) / 1e6;
}

function bytesOf(columns: readonly Float64Array[]): number {
  return columns.reduce((sum, values) => sum + values.byteLength, 0) / 1e6;
}

function print(style: NumberStyle, lines: readonly Line[], { rows, repeats }: StabilityBenchOptions): void {
  console.log(`\n${style} numbers, ${repeats} repeats after a warm-up; rates from the median`);
  console.log(row(['', 'min ms', 'median ms', 'M rows/s', 'M values/s', 'MB/s']));
  for (const line of lines) {
    const perSecond = 1_000 / line.medianMs;
    const figures = [
      (rows * perSecond) / 1e6,
      (rows * COLUMNS * perSecond) / 1e6,
      line.megabytes * perSecond,
    ];
    console.log(
      row([line.name, ...[line.minMs, line.medianMs, ...figures].map((figure) => figure.toFixed(1))]),
    );
  }
  const [, csv, , kernel] = lines;
  if (csv !== undefined && kernel !== undefined) {
    console.log(`current, CSV / counts, kernel: ${(csv.medianMs / kernel.medianMs).toFixed(1)} times`);
  }
}

function row([name = '', ...figures]: readonly string[]): string {
  return name.padEnd(26) + figures.map((figure) => figure.padStart(12)).join('');
}
