/** How far back a model's measurements are looked at. */
export const RANGES = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const;

const DEFAULT_DAYS = 90;

/** What the address says; what it cannot mean is the default. */
export function daysOf(text: string | undefined): number {
  return RANGES.find(({ days }) => String(days) === text)?.days ?? DEFAULT_DAYS;
}
