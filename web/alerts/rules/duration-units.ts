/** The units in which durations are typed. */
export const UNITS = [
  { value: 'seconds', label: 'seconds', seconds: 1 },
  { value: 'minutes', label: 'minutes', seconds: 60 },
  { value: 'hours', label: 'hours', seconds: 3600 },
  { value: 'days', label: 'days', seconds: 86_400 },
] as const;

export type Unit = (typeof UNITS)[number]['value'];

/** The largest unit in which a duration is a whole number, as in `26 hours` or `1 day`. */
export function unitOf(seconds: number): Unit {
  if (seconds === 0) return 'minutes';
  const fitting = UNITS.filter((unit) => seconds % unit.seconds === 0);
  return fitting.at(-1)?.value ?? 'seconds';
}

/** A duration in a unit, as it is typed: with two decimals at most. */
export function amountIn(unit: Unit, seconds: number): number {
  const { seconds: one } = UNITS.find(({ value }) => value === unit) ?? UNITS[0];
  return Math.round((seconds / one) * 100) / 100;
}
