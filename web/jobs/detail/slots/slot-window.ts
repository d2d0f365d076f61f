const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How much of a job's slots is shown at once. */
export const SLOT_SPANS = [
  { name: '6h', label: '6 h', ms: 6 * HOUR_MS },
  { name: '24h', label: '24 h', ms: DAY_MS },
  { name: '7d', label: '7 d', ms: 7 * DAY_MS },
  { name: '31d', label: '31 d', ms: 31 * DAY_MS },
] as const;
export type SlotSpan = (typeof SLOT_SPANS)[number];

/** Of a range that ends now, this part is to come: the next slots are seen as well. */
const AHEAD = 1 / 16;

/** A range of instants, both ends included, epoch ms. */
export interface SlotWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function parseSpan(name: string | undefined): SlotSpan {
  return SLOT_SPANS.find((span) => span.name === name) ?? SLOT_SPANS[1];
}

/** The range that ends at `until` (ISO 8601), or a little after now where none is named; to the minute, so that it stands still. */
export function windowOf({ ms }: SlotSpan, until: string | undefined, nowMs: number): SlotWindow {
  const named = until === undefined ? Number.NaN : Date.parse(until);
  const minuteMs = 60_000;
  const untilMs = Number.isNaN(named) ? Math.ceil((nowMs + ms * AHEAD) / minuteMs) * minuteMs : named;
  return { fromMs: untilMs - ms, untilMs };
}

/** The end of the range before or after, for the address; undefined for the one that ends now. */
export function movedUntil(
  { ms }: SlotSpan,
  { untilMs }: SlotWindow,
  { steps, nowMs }: { readonly steps: number; readonly nowMs: number },
): string | undefined {
  const movedMs = untilMs + steps * ms;
  return movedMs >= nowMs && steps > 0 && untilMs < nowMs ? undefined : new Date(movedMs).toISOString();
}

/** Instants with a round time of day in the viewer's zone, for the axis below; at most about eight. */
export function ticksOf({ fromMs, untilMs }: SlotWindow, offsetMs: number): readonly number[] {
  const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168].map((hours) => hours * HOUR_MS);
  const stepMs = steps.find((step) => (untilMs - fromMs) / step <= 8) ?? 7 * DAY_MS;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const count = Math.max(0, Math.floor((untilMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => first + index * stepMs);
}
