import type { Routes } from '@angular/router';

export const LOCK_ROUTES: Routes = [
  {
    path: '',
    title: 'Reports and locks',
    loadComponent: async () => (await import('./list/lock-list.ts')).LockList,
  },
  {
    path: ':resource',
    title: 'Lock',
    loadComponent: async () => (await import('./detail/lock-detail.ts')).LockDetail,
  },
];
