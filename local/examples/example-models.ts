import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { toCsv, type Row } from './to-csv.ts';

/** A model to look at: a real table, cut in two by time. */
export interface ExampleModel {
  readonly modelId: string;
  readonly valueStream: string;
  readonly scoreColumn: string;
  readonly baselineCsv: string;
  readonly currentCsv: string;
}

interface Source {
  readonly modelId: string;
  readonly valueStream: string;
  readonly scoreColumn: string;
  readonly file: string;
  /** Whether a row belongs to the baseline, the earlier part. */
  readonly isBaseline: (row: Row) => boolean;
  /** Columns that only say when or which; they differ by construction. */
  readonly leaveOut: readonly string[];
}

const SOURCES: readonly Source[] = [
  {
    modelId: 'fuel-economy',
    valueStream: 'vehicles',
    scoreColumn: 'Miles_per_Gallon',
    file: 'cars.json',
    isBaseline: (row) => String(row['Year']) < '1976',
    leaveOut: ['Name', 'Year'],
  },
  {
    modelId: 'flight-delay',
    valueStream: 'travel',
    scoreColumn: 'delay',
    file: 'flights-20k.json',
    isBaseline: (row) => String(row['date']) < '2001/02/15',
    leaveOut: ['date'],
  },
  {
    modelId: 'seattle-weather',
    valueStream: 'weather',
    scoreColumn: 'temp_max',
    file: 'seattle-weather.csv',
    isBaseline: (row) => String(row['date']) < '2015',
    leaveOut: ['date'],
  },
];

const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])));

/** The example models, from the tables that the package vega-datasets ships. */
export async function loadExampleModels(): Promise<readonly ExampleModel[]> {
  return Promise.all(SOURCES.map(load));
}

async function load({ file, isBaseline, leaveOut, ...model }: Source): Promise<ExampleModel> {
  const path = fileURLToPath(new URL(`../../node_modules/vega-datasets/data/${file}`, import.meta.url));
  const text = await readFile(path, 'utf8');
  const all = file.endsWith('.json') ? rows.parse(JSON.parse(text)) : fromPlainCsv(text);
  return {
    ...model,
    baselineCsv: toCsv(all.filter(isBaseline), leaveOut),
    currentCsv: toCsv(
      all.filter((row) => !isBaseline(row)),
      leaveOut,
    ),
  };
}

/** The package's CSV files that are used here have no quoted fields. */
function fromPlainCsv(text: string): Row[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}
