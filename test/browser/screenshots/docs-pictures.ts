/** Screens that the user guide shows. */
export const DOCS_PICTURES: readonly string[] = [
  ...['overview', 'jobs', 'job-new-stability', 'job-slots', 'job-backfills', 'run-failed'],
  ...['fleets', 'fleet', 'fleet-edit'],
  ...['models', 'model', 'model-characteristics', 'model-window', 'alert', 'simulate'],
];
