import type { Routes } from '@angular/router';

export const ALERT_ROUTES: Routes = [
  {
    path: '',
    title: 'Alerts',
    loadComponent: async () => (await import('./incidents/incident-list.ts')).IncidentList,
  },
  {
    path: 'rules',
    title: 'Alert rules',
    loadComponent: async () => (await import('./rules/rule-list.ts')).RuleList,
  },
  {
    path: 'rules/new',
    title: 'New alert rule',
    loadComponent: async () => (await import('./rules/rule-editor.ts')).RuleEditor,
  },
  {
    path: 'rules/:ruleId/edit',
    title: 'Edit an alert rule',
    loadComponent: async () => (await import('./rules/rule-editor.ts')).RuleEditor,
  },
  {
    path: 'rules/:ruleId',
    title: 'Alert rule',
    loadComponent: async () => (await import('./rules/rule-detail.ts')).RuleDetail,
  },
  {
    path: ':incidentId',
    title: 'Incident',
    loadComponent: async () => (await import('./incident/incident-detail.ts')).IncidentDetail,
  },
];
