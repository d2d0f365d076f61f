import type { NamedCalendar } from '../../domain/schedule/named-calendar.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list tells of a calendar. */
export interface CalendarSummary extends Pick<NamedCalendar, 'name' | 'description'> {
  readonly dateCount: number;
}

/** Holds the named calendars. Every method may throw Unavailable. */
export interface CalendarStore {
  get(name: string): Promise<Versioned<NamedCalendar> | undefined>;

  /** Those of the named calendars that there are, in no order; each name is asked for once. */
  getMany(names: readonly string[]): Promise<readonly NamedCalendar[]>;

  /** Stores a calendar whose name is free and gives its version; of several at once exactly one gets one. */
  create(calendar: NamedCalendar): Promise<string | undefined>;

  /** Replaces a calendar and gives its new version. Throws VersionConflict when it is not at `ifVersion`. */
  save(calendar: NamedCalendar, condition: { readonly ifVersion: string }): Promise<string>;

  /** Removes a calendar. Throws VersionConflict when it is gone or not at `ifVersion`. */
  remove(name: string, condition: { readonly ifVersion: string }): Promise<void>;

  /** Calendars in order of name. */
  list(request: PageRequest): Promise<Page<CalendarSummary>>;
}
