import type { Routes } from '@angular/router';

export const EDGE_ROUTES: Routes = [
  {
    path: '',
    title: 'Edges',
    loadComponent: async () => (await import('./list/site-list.ts')).SiteList,
  },
  {
    path: ':site',
    title: 'Site',
    loadComponent: async () => (await import('./site/site-detail.ts')).SiteDetail,
  },
  {
    path: ':site/orders/:orderId',
    title: 'Order',
    loadComponent: async () => (await import('./order/order-detail.ts')).OrderDetail,
  },
];
