import type { Routes } from '@angular/router';

const editor = async () => (await import('./edit/model-editor.ts')).ModelEditor;

export const MODEL_ROUTES: Routes = [
  { path: '', title: 'Models', loadComponent: async () => (await import('./list/model-list.ts')).ModelList },
  { path: 'new', title: 'Register a model', loadComponent: editor },
  { path: ':modelId/edit', title: 'Edit a model', loadComponent: editor },
  {
    path: ':modelId/baselines/new',
    title: 'Register a baseline',
    loadComponent: async () => (await import('./baselines/register-baseline.ts')).RegisterBaseline,
  },
  {
    path: ':modelId',
    title: 'Model',
    loadComponent: async () => (await import('./detail/model-detail.ts')).ModelDetail,
  },
];
