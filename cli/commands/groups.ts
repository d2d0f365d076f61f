/** One line for each group of commands. */
export const GROUPS: Readonly<Record<string, string>> = {
  jobs: 'what runs, and when',
  runs: 'what has run, and how it ended',
  models: 'what is measured',
  baseline: 'what models are measured against',
  stability: 'PSI and CSI, measured by runs or on files of this machine',
  locks: 'who collects from which report server',
};
