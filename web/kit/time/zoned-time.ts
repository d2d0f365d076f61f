const MINUTE_MS = 60_000;

/** `2026-11-21T14:05`, as the clocks of a zone show the instant (epoch ms) and as `datetime-local` takes it. */
export function toZonedText(atMs: number, timeZone: string): string {
  return new Date(atMs + offsetMs(atMs, timeZone)).toISOString().slice(0, 16);
}

/** `2026-11-21`, the day that it is in a zone at the instant (epoch ms). */
export function zonedDay(atMs: number, timeZone: string): string {
  return toZonedText(atMs, timeZone).slice(0, 10);
}

/**
 * The instant (epoch ms) at which the clocks of a zone show the text (`2026-11-21T14:05`): the first where it comes
 * twice; one that clocks leave out is as much later as they go forward. Undefined of what is no such text.
 */
export function fromZonedText(text: string, timeZone: string): number | undefined {
  const local = Date.parse(`${text}Z`);
  if (Number.isNaN(local)) return undefined;
  const around = [local - 24 * 60 * MINUTE_MS, local + 24 * 60 * MINUTE_MS];
  const candidates = around.map((near) => local - offsetMs(near, timeZone));
  const exact = candidates.filter((at) => at + offsetMs(at, timeZone) === local);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** How far ahead of UTC the clocks of a zone are at an instant (epoch ms), in ms. Of a zone there is not: 0. */
export function offsetMs(atMs: number, timeZone: string): number {
  const parts = formatterOf(timeZone)?.formatToParts(atMs);
  if (parts === undefined) return 0;
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(atMs / 1000) * 1000;
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat | undefined>();

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!FORMATTERS.has(timeZone)) FORMATTERS.set(timeZone, newFormatter(timeZone));
  return FORMATTERS.get(timeZone);
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch {
    return undefined;
  }
}

/** Whether this browser knows the zone. */
export function isZone(name: string): boolean {
  return name !== '' && formatterOf(name) !== undefined;
}
