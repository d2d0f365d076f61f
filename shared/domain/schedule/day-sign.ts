/** A day of the month that depends on the shape of the month: the signs `L`, `W` and `#` of Quartz. */
export type DaySign =
  /** `L`, `L-3`, and with `W` behind it. */
  | { readonly sign: 'last-day'; readonly daysBefore: number; readonly toWeekday: boolean }
  /** `15W` */
  | { readonly sign: 'nearest-weekday'; readonly day: number }
  /** `6L`; 0 is Sunday here. */
  | { readonly sign: 'last-of-weekday'; readonly weekday: number }
  /** `6#3`; 0 is Sunday here. */
  | { readonly sign: 'nth-of-weekday'; readonly weekday: number; readonly nth: number };

/** What the days of a month depend on. */
export interface MonthShape {
  /** 28 to 31. */
  readonly length: number;
  /** Weekday of the first, 0 = Sunday. */
  readonly firstWeekday: number;
}

/** The day that a sign names in a month of a shape, or undefined when that month has none. */
export function dayOfSign(sign: DaySign, shape: MonthShape): number | undefined {
  switch (sign.sign) {
    case 'last-day': {
      const day = shape.length - sign.daysBefore;
      return sign.toWeekday ? nearestWeekday(day, shape) : within(day, shape);
    }
    case 'nearest-weekday':
      return nearestWeekday(sign.day, shape);
    case 'last-of-weekday':
      return shape.length - ((weekdayOf(shape.length, shape) - sign.weekday + 7) % 7);
    case 'nth-of-weekday':
      return within(((sign.weekday - shape.firstWeekday + 7) % 7) + 1 + (sign.nth - 1) * 7, shape);
  }
}

/** Monday to Friday nearest to a day, never in another month. */
function nearestWeekday(day: number, shape: MonthShape): number | undefined {
  if (within(day, shape) === undefined) return undefined;
  const weekday = weekdayOf(day, shape);
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === shape.length ? day - 2 : day + 1;
  return day;
}

function within(day: number, { length }: MonthShape): number | undefined {
  return day >= 1 && day <= length ? day : undefined;
}

function weekdayOf(day: number, { firstWeekday }: MonthShape): number {
  return (firstWeekday + day - 1) % 7;
}
