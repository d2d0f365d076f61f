// Writes the files in data/ anew: the same bytes each time. `node examples/make-data.mjs`
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { createReportCsv } from '../local/report-server/report-csv.ts';

const ROWS = 400;

/** A linear congruential generator (Numerical Recipes): 0 up to 1, and the same for everybody. */
function randomFrom(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** About normal: the sum of twelve uniform numbers. */
function normal(random, mean, deviation) {
  const sum = Array.from({ length: 12 }, random).reduce((total, one) => total + one, -6);
  return mean + deviation * sum;
}

function pick(random, weights) {
  let rest = random();
  for (const [name, weight] of Object.entries(weights)) if ((rest -= weight) < 0) return name;
  return Object.keys(weights).at(-1);
}

/** Customers who may leave. In the current sample the score has drifted, and a plan is new. */
function churn(seed, isCurrent) {
  const random = randomFrom(seed);
  const plans = isCurrent ? { basic: 0.4, plus: 0.45, family: 0.15 } : { basic: 0.55, plus: 0.45 };
  return table('score,tenure_months,plan,region', () => [
    clamp(normal(random, isCurrent ? 0.46 : 0.38, 0.14), 0, 1).toFixed(3),
    Math.round(clamp(normal(random, 30, 15), 0, 96)),
    pick(random, plans),
    pick(random, { north: 0.3, east: 0.2, south: 0.35, west: 0.15 }),
  ]);
}

/** Customers who may buy more. Nothing has moved. */
function upsell(seed) {
  const random = randomFrom(seed);
  return table('score,spend,channel', () => [
    clamp(normal(random, 0.5, 0.2), 0, 1).toFixed(3),
    Math.max(0, normal(random, 80, 35)).toFixed(2),
    pick(random, { web: 0.6, shop: 0.3, phone: 0.1 }),
  ]);
}

function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

function table(header, row) {
  return [header, ...Array.from({ length: ROWS }, () => row().join(',')), ''].join('\n');
}

/** What the report server of this machine hands out, of other accounts than it does later. */
function accounts() {
  const of = { resource: 'retention-accounts', sequence: 1, offset: 1_000_000 };
  return Buffer.concat([...createReportCsv(of, { rows: ROWS }).chunks()]).toString('latin1');
}

const FILES = {
  'baselines/retention/churn.csv': churn(1, false),
  'datasets/retention/churn.csv': churn(2, true),
  'baselines/retention/upsell.csv': upsell(3),
  'datasets/retention/upsell.csv': upsell(4),
  'baselines/retention/accounts.csv': accounts(),
};

for (const [name, text] of Object.entries(FILES)) {
  const path = fileURLToPath(new URL(`./data/${name}`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
