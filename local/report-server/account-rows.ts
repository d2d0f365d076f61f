import { createRandomNumbers, drawNormal } from './random-numbers.ts';

export interface RowsOf {
  readonly resource: string;
  /** Which report of its resource, from 1. */
  readonly sequence: number;
  readonly offset: number;
}

const SEGMENTS = ['retail', 'small-business', 'student', 'private'] as const;
/** Reports until score and amount are back where they began. */
const DRIFT_PERIOD = 160;
/** By a standard deviation of 70, the tenth report's PSI against the first is about 0.1. */
const SCORE_DRIFT = 60;
const AMOUNT_DRIFT = 0.3;

/**
 * The columns beside the account's number, each row as `,segment,amount,days_past_due,score` and a line feed. They
 * follow from resource, sequence and offset alone. Scores and amounts drift away slowly with the sequence and come back.
 */
export function drawAccountRows({ resource, sequence, offset }: RowsOf, count: number): string[] {
  const random = createRandomNumbers(`${sequence} ${offset} ${resource}`);
  const drift = Math.sin((2 * Math.PI * (sequence - 1)) / DRIFT_PERIOD);
  return Array.from({ length: count }, () => drawRow(random, drift));
}

function drawRow(random: () => number, drift: number): string {
  const segment = SEGMENTS[Math.floor(random() ** 2 * SEGMENTS.length)] ?? SEGMENTS[0];
  const amount = 1200 * Math.exp(0.6 * drawNormal(random) + AMOUNT_DRIFT * drift);
  const score = clamp(Math.round(640 + 70 * drawNormal(random) - SCORE_DRIFT * drift), 300, 850);
  const isLate = random() < (score < 580 ? 0.35 : 0.08);
  const daysPastDue = isLate ? 1 + Math.floor(random() ** 2 * 120) : 0;
  return `,${segment},${amount.toFixed(2)},${daysPastDue},${score}\n`;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
