import type { Routes } from '@angular/router';

/** Every address of the page; each feature has its own below its own. */
export const ROUTES: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Overview',
    loadComponent: async () => (await import('../overview/overview.ts')).Overview,
  },
  { path: 'jobs', loadChildren: async () => (await import('../jobs/routes.ts')).JOB_ROUTES },
  { path: 'fleets', loadChildren: async () => (await import('../jobs/fleets/routes.ts')).FLEET_ROUTES },
  {
    path: 'templates',
    loadChildren: async () => (await import('../jobs/fleets/routes.ts')).TEMPLATE_ROUTES,
  },
  { path: 'runs', loadChildren: async () => (await import('../runs/routes.ts')).RUN_ROUTES },
  { path: 'models', loadChildren: async () => (await import('../models/routes.ts')).MODEL_ROUTES },
  { path: 'alerts', loadChildren: async () => (await import('../alerts/routes.ts')).ALERT_ROUTES },
  { path: 'locks', loadChildren: async () => (await import('../locks/routes.ts')).LOCK_ROUTES },
  { path: 'edges', loadChildren: async () => (await import('../edges/routes.ts')).EDGE_ROUTES },
  { path: 'simulate', loadChildren: async () => (await import('../simulate/routes.ts')).SIMULATE_ROUTES },
  { path: 'calendars', loadChildren: async () => (await import('../calendars/routes.ts')).CALENDAR_ROUTES },
  { path: 'access', loadChildren: async () => (await import('../access/routes.ts')).ACCESS_ROUTES },
  {
    path: 'change-log',
    loadChildren: async () => (await import('../change-log/routes.ts')).CHANGE_LOG_ROUTES,
  },
  // Where Entra ID sends people back to; the frame has taken the answer by then.
  { path: 'sign-in', pathMatch: 'full', redirectTo: '' },
  { path: '**', title: 'Not found', loadComponent: async () => (await import('./not-found.ts')).NotFound },
];
