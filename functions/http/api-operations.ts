import type { Operation } from './api/call.ts';
import { alertOperations } from './alerts.ts';
import { alertRuleOperations } from './alert-rules.ts';
import { keyOperations } from './api-keys.ts';
import { auditLogOperations } from './audit-log.ts';
import { auditOperations } from './audit.ts';
import { backfillOperations } from './backfills.ts';
import { baselineOperations } from './baselines.ts';
import { bulkJobsOperations } from './bulk-jobs.ts';
import { calendarOperations } from './calendars.ts';
import { changeBackfillOperations } from './change-backfill.ts';
import { changeJobOperations } from './change-job.ts';
import { defineJobOperations } from './define-job.ts';
import { docsPageOperations } from './docs-page.ts';
import { compatOperations } from './compat.ts';
import { graphqlOperations } from './graphql.ts';
import type { GraphqlSettings } from './graphql/graphql-server.ts';
import { fleetCommandOperations } from './fleet-commands.ts';
import { fleetOperations } from './fleets.ts';
import { grantsOperations } from './grants.ts';
import { healthOperations } from './health.ts';
import { importOperations } from './imports.ts';
import { jobKindOperations } from './job-kinds.ts';
import { jobLogOperations } from './job-logs.ts';
import { jobHistoryOperations } from './job-history.ts';
import { jobOperations } from './jobs.ts';
import { meOperations } from './me.ts';
import { openApiOperations } from './open-api.ts';
import { overviewOperations } from './overview.ts';
import { lockOperations } from './locks.ts';
import { metricsOperations } from './metrics.ts';
import { modelOperations } from './models.ts';
import { previewOperations } from './preview.ts';
import { retryJobOperations } from './retry-job.ts';
import { runChangeOperations } from './run-changes.ts';
import { runOperations } from './runs.ts';
import { runsOfAllJobsOperations } from './runs-of-all-jobs.ts';
import { scheduleJobOperations } from './schedule-job.ts';
import { signInOperations } from './sign-in.ts';
import { simulateOperations } from './simulate.ts';
import { slotOperations } from './slots.ts';
import { stabilityOperations } from './stability.ts';
import { templateOperations } from './templates.ts';
import { triggerRunOperations } from './trigger-run.ts';
import { watchOperations } from './watch.ts';

/** What the operations of the API need, all together. */
export type ApiUseCases = Parameters<typeof scheduleJobOperations>[0] &
  Parameters<typeof bulkJobsOperations>[0] &
  Parameters<typeof importOperations>[0] &
  Parameters<typeof jobOperations>[0] &
  Parameters<typeof defineJobOperations>[0] &
  Parameters<typeof changeJobOperations>[0] &
  Parameters<typeof jobHistoryOperations>[0] &
  Parameters<typeof jobLogOperations>[0] &
  Parameters<typeof triggerRunOperations>[0] &
  Parameters<typeof retryJobOperations>[0] &
  Parameters<typeof previewOperations>[0] &
  Parameters<typeof simulateOperations>[0] &
  Parameters<typeof slotOperations>[0] &
  Parameters<typeof runOperations>[0] &
  Parameters<typeof runsOfAllJobsOperations>[0] &
  Parameters<typeof runChangeOperations>[0] &
  Parameters<typeof backfillOperations>[0] &
  Parameters<typeof changeBackfillOperations>[0] &
  Parameters<typeof calendarOperations>[0] &
  Parameters<typeof modelOperations>[0] &
  Parameters<typeof baselineOperations>[0] &
  Parameters<typeof stabilityOperations>[0] &
  Parameters<typeof fleetOperations>[0] &
  Parameters<typeof fleetCommandOperations>[0] &
  Parameters<typeof templateOperations>[0] &
  Parameters<typeof compatOperations>[0] &
  Parameters<typeof lockOperations>[0] &
  Parameters<typeof alertRuleOperations>[0] &
  Parameters<typeof alertOperations>[0] &
  Parameters<typeof watchOperations>[0] &
  Parameters<typeof auditOperations>[0] &
  Parameters<typeof auditLogOperations>[0] &
  Parameters<typeof grantsOperations>[0] &
  Parameters<typeof keyOperations>[0] &
  Parameters<typeof signInOperations>[0] &
  Parameters<typeof healthOperations>[0] &
  Parameters<typeof metricsOperations>[0] &
  Parameters<typeof overviewOperations>[0] &
  Parameters<typeof docsPageOperations>[0] & {
    readonly graphql: GraphqlSettings;
    /** Of the job kinds' own. */
    readonly kindOperations: readonly Operation[];
  };

/** Every operation of the API; the routes, the document, the reference and GraphQL know no other list. */
export function apiOperations(useCases: ApiUseCases): readonly Operation[] {
  const operations = [
    ...scheduleJobOperations(useCases),
    ...bulkJobsOperations(useCases),
    ...importOperations(useCases),
    ...jobOperations(useCases),
    ...defineJobOperations(useCases),
    ...changeJobOperations(useCases),
    ...jobHistoryOperations(useCases),
    ...jobLogOperations(useCases),
    ...triggerRunOperations(useCases),
    ...retryJobOperations(useCases),
    ...previewOperations(useCases),
    ...simulateOperations(useCases),
    ...slotOperations(useCases),
    ...runOperations(useCases),
    ...runsOfAllJobsOperations(useCases),
    ...runChangeOperations(useCases),
    ...backfillOperations(useCases),
    ...changeBackfillOperations(useCases),
    ...calendarOperations(useCases),
    ...modelOperations(useCases),
    ...baselineOperations(useCases),
    ...stabilityOperations(useCases),
    ...fleetOperations(useCases),
    ...fleetCommandOperations(useCases),
    ...templateOperations(useCases),
    ...compatOperations(useCases),
    ...lockOperations(useCases),
    ...alertRuleOperations(useCases),
    ...alertOperations(useCases),
    ...watchOperations(useCases),
    ...auditOperations(useCases),
    ...auditLogOperations(useCases),
    ...grantsOperations(useCases),
    ...keyOperations(useCases),
    ...meOperations(),
    ...jobKindOperations(),
    ...useCases.kindOperations,
    ...healthOperations(useCases),
    ...metricsOperations(useCases),
    ...overviewOperations(useCases),
  ];
  const documented = [
    ...operations,
    ...graphqlOperations(operations, useCases.graphql),
    ...docsPageOperations(useCases),
    ...signInOperations(useCases),
  ];
  return [...documented, ...openApiOperations(documented, useCases)];
}
