import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';

/** The parts of the screen of a job, by their name in the address. */
export const JOB_TABS = [
  { name: 'slots', label: 'Slots' },
  { name: 'runs', label: 'Runs' },
  { name: 'logs', label: 'Logs' },
  { name: 'backfills', label: 'Backfills' },
  { name: 'history', label: 'History' },
  { name: 'definition', label: 'Definition' },
] as const;
export type JobTab = (typeof JOB_TABS)[number]['name'];

export function parseJobTab(name: string | undefined): JobTab {
  return JOB_TABS.find((tab) => tab.name === name)?.name ?? 'slots';
}

/** The zone that a job's instants are thought in: of its first recurrence that has one. */
export function zoneOf({ recurrences }: Pick<JobSummary, 'recurrences'>): string | undefined {
  return recurrences
    .map((recurrence) => ('timeZone' in recurrence ? recurrence.timeZone : undefined))
    .find(Boolean);
}
