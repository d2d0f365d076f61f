/** One line for each group of commands. */
export const GROUPS: Readonly<Record<string, string>> = {
  jobs: 'what runs, and when',
  runs: 'what has run, and how it ended',
  fleets: 'one definition over many models',
  models: 'what is measured',
  baseline: 'what models are measured against',
  stability: 'PSI and CSI, measured by runs or on files of this machine',
  batch: 'where batches of Kubernetes Jobs go, and why there',
  alerts: 'what is to be seen to, and who was told',
  'alert-rules': 'whom to tell of what',
  locks: 'who collects from which report server',
};
