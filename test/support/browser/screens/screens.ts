import type { Page } from 'playwright-core';
import type { Places } from './find-places.ts';

/** One screen of the page, as it is drawn, looked at and checked: by a name that stands for one address. */
export interface Screen {
  readonly name: string;
  readonly path: (places: Places) => string;
  /** What is there once it shows its data: a selector, in Playwright's own words. */
  readonly shows: string;
  /** What is done before it is looked at, such as to open a dialog. */
  readonly steps?: (page: Page, places: Places) => Promise<void>;
}

/** What is simulated: a schedule of every quarter of an hour, and an hour in which nothing is dispatched. */
const OUTAGE = JSON.stringify({
  ...{ from: '2026-12-01T06:00:00Z', until: '2026-12-01T14:00:00Z', runSeconds: 600 },
  recurrences: [{ type: 'cron', expression: '*/15 * * * *', timeZone: 'Europe/London' }],
  outages: [{ from: '2026-12-01T09:05:00Z', until: '2026-12-01T10:20:00Z' }],
});

/** Every screen. What is checked of each and drawn of each takes them from here: a new screen is a line. */
export const SCREENS: readonly Screen[] = [
  { name: 'overview', path: () => '/', shows: 'main h2' },
  {
    ...{ name: 'palette', path: () => '/', shows: '[role=dialog] [role=option]' },
    steps: async (page) => page.keyboard.press('Control+k'),
  },

  { name: 'jobs', path: () => '/jobs', shows: '[role=row][data-index]' },
  {
    ...{ name: 'jobs-chosen', path: () => '/jobs', shows: '[aria-label="What was chosen"]' },
    steps: async (page) => {
      const boxes = page.getByRole('checkbox', { name: /^Choose / });
      await boxes.nth(1).check();
      await boxes.nth(2).check();
    },
  },
  {
    ...{ name: 'jobs-unfolded', path: () => '/jobs', shows: '.details' },
    steps: async (page) =>
      page
        .getByRole('button', { name: /^Details of / })
        .first()
        .click(),
  },
  { name: 'jobs-none', path: () => '/jobs?text=no-such-job', shows: 'ek-empty' },
  {
    name: 'job-delete',
    path: ({ jobId }) => `/jobs/${jobId}`,
    shows: '[role=dialog],[role=alertdialog]',
    steps: async (page) => page.locator('main').getByRole('button', { name: 'Delete' }).click(),
  },
  { name: 'job-new', path: () => '/jobs/new', shows: '.kinds' },
  { name: 'job-new-stability', path: () => '/jobs/new?kind=stability', shows: 'ek-schedule-calendar' },
  { name: 'job-new-plain', path: () => '/jobs/new?kind=webhook', shows: 'ek-schedule-calendar' },
  { name: 'job-edit', path: ({ jobId }) => `/jobs/${jobId}/edit`, shows: 'ek-schedule-calendar' },
  { name: 'job-slots', path: () => '/jobs/example-report?range=6h', shows: 'ek-job-slots' },
  { name: 'job-slots-failing', path: ({ failingJobId }) => `/jobs/${failingJobId}`, shows: 'ek-job-slots' },
  { name: 'job-paused', path: ({ pausedJobId }) => `/jobs/${pausedJobId}`, shows: '.notice' },
  { name: 'job-runs', path: ({ jobId }) => `/jobs/${jobId}?tab=runs`, shows: 'ek-job-runs' },
  { name: 'job-logs', path: ({ jobId }) => `/jobs/${jobId}?tab=logs`, shows: 'ek-log-view' },
  { name: 'job-backfills', path: ({ jobId }) => `/jobs/${jobId}?tab=backfills`, shows: 'ek-job-backfills' },
  { name: 'job-history', path: ({ jobId }) => `/jobs/${jobId}?tab=history`, shows: 'ek-job-history' },
  {
    ...{ name: 'job-definition', path: ({ jobId }) => `/jobs/${jobId}?tab=definition` },
    shows: 'ek-job-definition',
  },
  { name: 'job-missing', path: () => '/jobs/no-such-job', shows: 'ek-empty' },

  {
    name: 'job-of-fleet',
    path: ({ fleetJobId }) => `/jobs/${fleetJobId}`,
    shows: '.notice a[href^="/fleets/"]',
  },

  { name: 'fleets', path: () => '/fleets', shows: 'ek-fleet-list tbody tr' },
  {
    ...{ name: 'fleet', path: ({ fleetId }) => `/fleets/${fleetId}` },
    shows: 'ek-fleet-jobs [role=row][data-index]',
  },
  {
    ...{ name: 'fleet-overrides', path: ({ fleetId }) => `/fleets/${fleetId}?tab=overrides` },
    shows: 'ek-fleet-overrides tbody tr',
  },
  {
    ...{ name: 'fleet-definition', path: ({ fleetId }) => `/fleets/${fleetId}?tab=definition` },
    shows: 'ek-fleet-definition pre:not(:empty)',
  },
  {
    ...{ name: 'fleet-delete', path: ({ fleetId }) => `/fleets/${fleetId}`, shows: '[role=dialog]' },
    steps: async (page) => page.locator('main').getByRole('button', { name: 'Delete' }).click(),
  },
  { name: 'fleet-missing', path: () => '/fleets/no-such-fleet', shows: 'ek-empty' },
  { name: 'fleet-new', path: () => '/fleets/new?valueStream=payments', shows: '.kinds' },
  { name: 'fleet-edit', path: ({ fleetId }) => `/fleets/${fleetId}/edit`, shows: 'ek-fleet-preview' },
  {
    ...{
      name: 'fleet-override',
      path: ({ fleetId, fleetModelId }) => `/fleets/${fleetId}/models/${fleetModelId}`,
    },
    shows: 'ek-schedule-calendar',
  },
  { name: 'templates', path: () => '/templates', shows: 'ek-template-list tbody tr' },
  { name: 'template', path: () => '/templates/payments', shows: 'ek-part-fields' },

  { name: 'runs', path: () => '/runs', shows: '[role=row][data-index]' },
  { name: 'runs-failed', path: () => '/runs?state=failed,dead', shows: '[role=row][data-index]' },
  { name: 'run', path: ({ runId }) => `/runs/${runId}`, shows: 'h1' },
  { name: 'run-failed', path: ({ failedRunId }) => `/runs/${failedRunId}`, shows: 'h1' },
  {
    ...{ name: 'run-placement', path: ({ batchRunId }) => `/runs/${batchRunId}?tab=placement` },
    shows: 'ek-run-placement tbody tr',
  },
  {
    ...{ name: 'run-edges', path: ({ edgeRunId }) => `/runs/${edgeRunId}?tab=edges` },
    shows: 'ek-run-edge-work tbody tr',
  },

  { name: 'models', path: () => '/models', shows: 'ek-model-card' },
  { name: 'models-table', path: () => '/models?view=table', shows: 'table, [role=grid]' },
  { name: 'model-new', path: () => '/models/new', shows: 'form' },
  { name: 'model', path: ({ modelId }) => `/models/${modelId}`, shows: 'ek-over-time canvas' },
  {
    ...{ name: 'model-characteristics', path: ({ modelId }) => `/models/${modelId}?tab=characteristics` },
    shows: 'ek-characteristics canvas, ek-characteristics table',
  },
  {
    ...{ name: 'model-window', path: ({ modelId }) => `/models/${modelId}?tab=window` },
    shows: 'ek-measured-window canvas',
  },
  { name: 'model-baselines', path: ({ modelId }) => `/models/${modelId}?tab=baselines`, shows: 'main h2' },
  { name: 'model-edit', path: ({ modelId }) => `/models/${modelId}/edit`, shows: 'form' },
  { name: 'baseline-new', path: ({ modelId }) => `/models/${modelId}/baselines/new`, shows: 'form' },

  { name: 'alerts', path: () => '/alerts', shows: 'ek-incident-row' },
  { name: 'alert', path: ({ incidentId }) => `/alerts/${incidentId}`, shows: 'ek-incident-timeline' },
  { name: 'alert-rules', path: () => '/alerts/rules', shows: 'main a[href^="/alerts/rules/"]' },
  { name: 'alert-rule', path: ({ ruleId }) => `/alerts/rules/${ruleId}`, shows: 'main h2' },
  { name: 'alert-rule-edit', path: ({ ruleId }) => `/alerts/rules/${ruleId}/edit`, shows: 'form' },
  { name: 'alert-rule-new', path: () => '/alerts/rules/new', shows: 'form' },

  { name: 'locks', path: () => '/locks', shows: 'main a[href^="/locks/"]' },
  { name: 'lock', path: ({ resource }) => `/locks/${resource}`, shows: 'main h2' },
  { name: 'edges', path: () => '/edges', shows: 'main a[href^="/edges/"]' },
  { name: 'site', path: () => '/edges/north', shows: 'ek-site-edges tbody tr' },
  { name: 'site-orders', path: () => '/edges/north?tab=orders', shows: 'ek-site-orders tbody tr' },
  { name: 'edge-order', path: () => '/edges/north/orders/heat-1', shows: 'ek-order-detail h2' },
  { name: 'simulate', path: () => `/simulate?s=${encodeURIComponent(OUTAGE)}`, shows: 'ek-timeline' },
  { name: 'calendars', path: () => '/calendars', shows: 'main a[href^="/calendars/"]' },
  { name: 'calendar', path: ({ calendar }) => `/calendars/${calendar}`, shows: 'main h2' },
  { name: 'access', path: () => '/access', shows: 'main h2' },
  { name: 'change-log', path: () => '/change-log', shows: 'main li, main tbody tr, [role=row][data-index]' },
  { name: 'not-found', path: () => '/no/such/place', shows: 'h1' },
];
