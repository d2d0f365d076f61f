import type { CanDeactivateFn, Routes } from '@angular/router';

/** A screen on which something is typed. */
interface Editor {
  mayLeave(): Promise<boolean>;
}

/** What is typed is not lost by a click elsewhere. */
const isSettled: CanDeactivateFn<Editor> = async (open) => open.mayLeave();

const editor = async () => (await import('./edit/fleet-editor.ts')).FleetEditor;

export const FLEET_ROUTES: Routes = [
  {
    path: '',
    title: 'Fleets',
    loadComponent: async () => (await import('./list/fleet-list.ts')).FleetList,
  },
  { path: 'new', title: 'Make a fleet', loadComponent: editor, canDeactivate: [isSettled] },
  { path: ':fleetId/edit', title: 'Edit a fleet', loadComponent: editor, canDeactivate: [isSettled] },
  {
    path: ':fleetId/models/:modelId',
    title: 'Override',
    loadComponent: async () => (await import('./override/override-editor.ts')).OverrideEditor,
    canDeactivate: [isSettled],
  },
  {
    path: ':fleetId',
    title: 'Fleet',
    loadComponent: async () => (await import('./detail/fleet-detail.ts')).FleetDetail,
  },
];

export const TEMPLATE_ROUTES: Routes = [
  {
    path: '',
    title: 'Templates',
    loadComponent: async () => (await import('./templates/template-list.ts')).TemplateList,
  },
  {
    path: ':valueStream',
    title: 'Template',
    loadComponent: async () => (await import('./templates/template-editor.ts')).TemplateEditor,
    canDeactivate: [isSettled],
  },
];
