/** Units in which a span of time is asked for, the largest first. */
export const UNITS = [
  { seconds: 86_400, label: 'days' },
  { seconds: 3600, label: 'hours' },
  { seconds: 60, label: 'minutes' },
  { seconds: 1, label: 'seconds' },
] as const;

/** The largest unit of which the seconds are a whole number. */
export function unitOf(seconds: number): (typeof UNITS)[number] {
  return UNITS.find((unit) => seconds !== 0 && seconds % unit.seconds === 0) ?? UNITS[3];
}

/** As in `2 hours`, `90 seconds`. */
export function durationWords(seconds: number): string {
  const unit = unitOf(seconds);
  const count = seconds / unit.seconds;
  return `${count} ${count === 1 ? unit.label.slice(0, -1) : unit.label}`;
}
