import type { Routes } from '@angular/router';

export const RUN_ROUTES: Routes = [
  { path: '', title: 'Runs', loadComponent: async () => (await import('./list/run-list.ts')).RunList },
  {
    path: ':runId',
    title: 'Run',
    loadComponent: async () => (await import('./detail/run-detail.ts')).RunDetail,
  },
];
