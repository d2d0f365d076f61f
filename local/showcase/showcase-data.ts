import { toCsv, type Row } from '../examples/to-csv.ts';
import { repeatableNumbers, type RepeatableNumbers } from './repeatable-numbers.ts';
import type { Drift, ShowcaseModel } from './showcase-models.ts';

const BASELINE_ROWS = 4000;
const DAY_ROWS = 700;
const CHANNELS = ['branch', 'web', 'app', 'phone'];

/** What a model was built on. */
export function baselineCsv(model: ShowcaseModel): string {
  return csvOf(model, { name: 'baseline', rows: BASELINE_ROWS, shift: 0 });
}

/** What a model scored on a day, the first of `days` being 0. */
export function dayCsv(model: ShowcaseModel, day: number, days: number): string {
  return csvOf(model, { name: `day ${day}`, rows: DAY_ROWS, shift: shiftOf(model.drift, day / days) });
}

/** How far the population has moved, in standard deviations of the score; `passed` is the part of the days gone, 0 to 1. */
function shiftOf(drift: Drift, passed: number): number {
  return SHIFTS[drift](passed);
}

const SHIFTS: Readonly<Record<Drift, (passed: number) => number>> = {
  steady: (passed) => 0.05 * Math.sin(passed * 12),
  rising: (passed) => 0.62 * passed ** 2,
  jump: (passed) => (passed < 0.7 ? 0.04 : 0.78),
  waning: (passed) => (passed < 0.35 ? 0.55 : Math.max(0, 0.55 - (passed - 0.35) * 1.6)),
  'new-level': (passed) => (passed < 0.5 ? 0 : 0.38),
  missing: (passed) => (passed < 0.8 ? 0.1 : 0.36),
};

function csvOf(
  model: ShowcaseModel,
  { name, rows, shift }: { readonly name: string; readonly rows: number; readonly shift: number },
): string {
  const numbers = repeatableNumbers(`${model.modelId} ${name}`);
  return toCsv(
    Array.from({ length: rows }, () => rowOf(model, shift, numbers)),
    [],
  );
}

function rowOf(
  { drift, regions }: ShowcaseModel,
  shift: number,
  { uniform, normal }: RepeatableNumbers,
): Row {
  const income = Math.round(Math.exp(10.4 + 0.45 * normal() - 0.25 * shift));
  const tenure = Math.max(0, Math.round(38 + 22 * normal() - 9 * shift));
  const utilisation = clamp(0.38 + 0.2 * normal() + 0.16 * shift);
  const score = 620 + 55 * (0.6 * normal() + 0.8 * (0.38 - utilisation) + 0.55 * shift);
  const isGone = drift === 'missing' && uniform() < shift * 0.6;
  return {
    score: Math.round(score),
    income: isGone ? null : income,
    tenure_months: tenure,
    utilisation: Number(utilisation.toFixed(3)),
    age: Math.round(clamp(0.4 + 0.17 * normal(), 0.18, 0.9) * 100),
    channel: channelOf(drift, shift, uniform()),
    region: regions[Math.floor(uniform() ** 1.3 * regions.length)] ?? '',
  };
}

/** Where a new way in has opened, some come by it. */
function channelOf(drift: Drift, shift: number, chance: number): string {
  if (drift === 'new-level' && chance < shift) return 'partner';
  return CHANNELS[Math.floor(chance ** (1 + shift) * CHANNELS.length)] ?? '';
}

function clamp(value: number, lowest = 0, highest = 1): number {
  return Math.min(highest, Math.max(lowest, value));
}
