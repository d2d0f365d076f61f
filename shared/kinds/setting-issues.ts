import type { SettingIssues } from '../application/named-job-issues.ts';
import { PLAIN_KINDS } from '../domain/job/plain-kinds.ts';
import { PLAIN_KIND_ENTRIES } from './kind-lists.ts';
import type { Environment } from './plain-kind.ts';

/** Tells what tasks name that the settings do not have, as their kinds know. Throws where the settings are at fault. */
export function settingIssuesBy(environment: Environment): SettingIssues {
  const checks = new Map(PLAIN_KINDS.map((kind) => [kind, PLAIN_KIND_ENTRIES[kind].checkBy(environment)]));
  return ({ kind, task }, job) => checks.get(kind)?.(task, job) ?? [];
}
