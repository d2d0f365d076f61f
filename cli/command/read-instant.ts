import { BadUsage } from './failures.ts';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const RELATIVE = /^([+-])?(\d{1,6})([smhdw])( ago)?$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/;

/** What an instant may be written as, for the descriptions of options. */
export const INSTANT_FORMS =
  '2026-03-01T06:00:00Z, a local 2026-03-01 or "2026-03-01 06:00", now, or -7d, +2h';

/**
 * An instant as people write it, as ISO 8601 in UTC. Without an offset it is local time, or UTC where that is asked
 * for. Throws BadUsage naming the option.
 */
export function readInstant(
  text: string,
  { option, now, isUtc }: { readonly option: string; readonly now: number; readonly isUtc: boolean },
): string {
  if (text === 'now') return new Date(now).toISOString();
  const relative = RELATIVE.exec(text);
  if (relative !== null) return new Date(now + offsetOf(relative)).toISOString();
  // A date alone would be taken for UTC by the language.
  const local = LOCAL.test(text)
    ? `${text.replace(' ', 'T')}${text.length === 10 ? 'T00:00' : ''}`
    : undefined;
  const hasOffset = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const at =
    local === undefined ? (hasOffset ? Date.parse(text) : NaN) : Date.parse(isUtc ? `${local}Z` : local);
  if (Number.isNaN(at)) throw new BadUsage(`${option}: '${text}' is no instant; write ${INSTANT_FORMS}`);
  return new Date(at).toISOString();
}

function offsetOf([, sign, count, unit, ago]: RegExpExecArray): number {
  const ms = Number(count) * (isUnit(unit) ? UNIT_MS[unit] : 0);
  return sign === '-' || ago !== undefined ? -ms : ms;
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && Object.hasOwn(UNIT_MS, text);
}
