import { Injectable } from '@angular/core';
import { DateAdapter, type MatDateFormats } from '@angular/material/core';
import { addDays, addMonths, dayOf, daysInMonth, isDay, partsOfDay, weekdayOf } from './day-arithmetic.ts';
import { viewerZone } from './format-instant.ts';
import { readDay, wordsOfLocal } from './typed-day.ts';
import { zonedDay } from './zoned-time.ts';

type Style = 'long' | 'short' | 'narrow';

/** How `DayAdapter` is asked to write a day. */
export const DAY_FORMATS: MatDateFormats = {
  parse: { dateInput: 'day' },
  display: {
    dateInput: 'day',
    monthLabel: 'month',
    monthYearLabel: 'month and year',
    dateA11yLabel: 'whole day',
    monthYearA11yLabel: 'month and year',
  },
};

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  month: { month: 'short' },
  'month and year': { month: 'long', year: 'numeric' },
  'whole day': { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
};

/**
 * Days for the calendar, as `2026-11-21`. They are text, not instants: whatever zone the browser is set to, a day that
 * somebody chooses is the day that is meant. What day it is today is asked of a zone.
 */
@Injectable()
export class DayAdapter extends DateAdapter<string> {
  /** The zone whose today is marked. */
  zone = viewerZone();

  override getYear(day: string): number {
    return partsOfDay(day).year;
  }

  override getMonth(day: string): number {
    return partsOfDay(day).month;
  }

  override getDate(day: string): number {
    return partsOfDay(day).date;
  }

  override getDayOfWeek(day: string): number {
    return weekdayOf(day);
  }

  override getMonthNames(style: Style): string[] {
    return Array.from({ length: 12 }, (_, month) => written(dayOf(2026, month, 1), { month: style }));
  }

  override getDateNames(): string[] {
    return Array.from({ length: 31 }, (_, index) => String(index + 1));
  }

  /** From Sunday, which 1 Nov 2026 was. */
  override getDayOfWeekNames(style: Style): string[] {
    return Array.from({ length: 7 }, (_, index) => written(dayOf(2026, 10, 1 + index), { weekday: style }));
  }

  override getYearName(day: string): string {
    return String(partsOfDay(day).year);
  }

  override getFirstDayOfWeek(): number {
    return 1;
  }

  override getNumDaysInMonth(day: string): number {
    return daysInMonth(day);
  }

  override clone(day: string): string {
    return day;
  }

  override createDate(year: number, month: number, date: number): string {
    return dayOf(year, month, date);
  }

  override today(): string {
    return zonedDay(Date.now(), this.zone);
  }

  override parse(value: unknown): string | null {
    return typeof value === 'string' && value !== '' ? (readDay(value) ?? this.invalid()) : null;
  }

  override format(day: string, format: string): string {
    const options = FORMATS[format];
    return options === undefined ? wordsOfLocal(day) : written(day, options);
  }

  override addCalendarYears(day: string, years: number): string {
    return addMonths(day, years * 12);
  }

  override addCalendarMonths(day: string, months: number): string {
    return addMonths(day, months);
  }

  override addCalendarDays(day: string, days: number): string {
    return addDays(day, days);
  }

  override toIso8601(day: string): string {
    return day;
  }

  override isDateInstance(value: unknown): boolean {
    return typeof value === 'string';
  }

  override isValid(day: string): boolean {
    return isDay(day);
  }

  override invalid(): string {
    return 'no day';
  }
}

function written(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(
    Date.parse(`${day}T00:00Z`),
  );
}
