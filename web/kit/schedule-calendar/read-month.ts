import type { PreviewView } from '../../../shared/contracts/http/preview.ts';
import { fromZonedText } from '../time/zoned-time.ts';
import { shiftMonth, type Month } from './month.ts';

/** Asks for slots after an instant; both as the API takes them. */
export type AskPreview = (after: string, count: number) => Promise<PreviewView>;

/** The slots of a month. */
export interface MonthSlots {
  readonly slots: PreviewView['slots'];
  readonly skipped: PreviewView['skipped'];
  /** ISO 8601: there are more after this instant than were asked for. */
  readonly isCutAt?: string;
}

/** As many as the API gives at once, and as often: a slot every quarter of an hour fills a month with 2,976. */
const COUNT = 1000;
const MAX_CALLS = 3;

/** Reads the slots of a month (in the zone) that come after `notBefore` (epoch ms). */
export async function readMonth(
  ask: AskPreview,
  {
    month,
    timeZone,
    notBefore,
  }: { readonly month: Month; readonly timeZone: string; readonly notBefore: number },
): Promise<MonthSlots> {
  const end = instantOf(shiftMonth(month, 1), timeZone);
  let after = Math.max(instantOf(month, timeZone) - 1, notBefore);
  const slots: PreviewView['slots'][number][] = [];
  const skipped: PreviewView['skipped'][number][] = [];
  for (let call = 0; call < MAX_CALLS && after < end; call += 1) {
    const found = await ask(new Date(after).toISOString(), COUNT);
    slots.push(...found.slots.filter(({ dueAt }) => Date.parse(dueAt) < end));
    skipped.push(...found.skipped);
    after = found.endedBy === 'no-more-slots' ? end : Date.parse(found.slots.at(-1)?.dueAt ?? '');
    if (found.endedBy === 'steps' || Number.isNaN(after)) break;
  }
  const last = slots.at(-1)?.dueAt;
  return { slots, skipped, ...(after >= end || last === undefined ? {} : { isCutAt: last }) };
}

function instantOf(month: Month, timeZone: string): number {
  return fromZonedText(`${month}-01T00:00`, timeZone) ?? 0;
}
