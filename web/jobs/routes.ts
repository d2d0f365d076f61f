import type { CanDeactivateFn, Routes } from '@angular/router';
import type { JobEditor } from './edit/job-editor.ts';

const editor = async () => (await import('./edit/job-editor.ts')).JobEditor;

/** What is typed is not lost by a click elsewhere. */
const isSettled: CanDeactivateFn<JobEditor> = async (open) => open.mayLeave();

export const JOB_ROUTES: Routes = [
  { path: '', title: 'Jobs', loadComponent: async () => (await import('./list/job-list.ts')).JobList },
  { path: 'new', title: 'Schedule a job', loadComponent: editor, canDeactivate: [isSettled] },
  { path: ':jobId/edit', title: 'Edit a job', loadComponent: editor, canDeactivate: [isSettled] },
  {
    path: ':jobId',
    title: 'Job',
    loadComponent: async () => (await import('./detail/job-detail.ts')).JobDetail,
  },
];
