import type { CanDeactivateFn, Routes } from '@angular/router';
import type { CalendarDetail } from './calendar-detail.ts';

/** Days that are chosen are not lost by a click elsewhere. */
const isSettled: CanDeactivateFn<CalendarDetail> = async (open) => open.mayLeave();

export const CALENDAR_ROUTES: Routes = [
  { path: '', title: 'Calendars', loadComponent: async () => (await import('./calendars.ts')).Calendars },
  {
    path: ':name',
    title: 'Calendar',
    loadComponent: async () => (await import('./calendar-detail.ts')).CalendarDetail,
    canDeactivate: [isSettled],
  },
];
