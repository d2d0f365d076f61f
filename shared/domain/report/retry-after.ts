import { DAY_MS, SECOND_MS } from '../schedule/instant.ts';

/** No server is believed to know more than a day ahead. */
const LONGEST_MS = DAY_MS;

/** RFC 9110, 5.6.7: the form that every sender has to use. */
const IMF_FIXDATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long to wait, ms, by a Retry-After field: seconds or a date (RFC 9110, 10.2.3). Undefined when there is none, or it
 * says nothing that can be understood. A date that has passed is 0.
 */
export function readRetryAfter(field: string | undefined, now: number): number | undefined {
  if (field === undefined) return undefined;
  const text = field.trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * SECOND_MS, LONGEST_MS);
  const at = IMF_FIXDATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now, 0), LONGEST_MS);
}
