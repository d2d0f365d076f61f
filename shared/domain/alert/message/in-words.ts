import type { StabilityBand } from '../../stability/stability-band.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The same in every country and on every machine: `5,000`. */
export function countInWords(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 job`, `5,000 jobs`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${countInWords(count)} ${count === 1 ? noun : plural}`;
}

/** `2026-11-21 02:10 UTC`; with seconds where there are some. */
export function instantInWords(instantMs: number): string {
  const iso = new Date(instantMs).toISOString();
  const time = iso.slice(11, 19);
  return `${iso.slice(0, 10)} ${time.endsWith(':00') ? time.slice(0, 5) : time} UTC`;
}

/** `40 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: the two largest units at most. */
export function spanInWords(spanMs: number): string {
  const ms = Math.max(0, spanMs);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return inTwo([ms, HOUR_MS, 'h'], [MINUTE_MS, 'min']);
  return inTwo([ms, DAY_MS, 'd'], [HOUR_MS, 'h']);
}

function inTwo(
  [ms, large, largeName]: readonly [number, number, string],
  [small, smallName]: readonly [number, string],
): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** An index with three digits, which is as far as the bands tell apart. */
export function indexInWords(index: number): string {
  return Number.isFinite(index) ? index.toFixed(3) : 'without bound';
}

export function bandInWords(band: StabilityBand): string {
  return band.replace('-', ' ');
}
