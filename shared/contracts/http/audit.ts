import { z } from 'zod';
import type { AuditCounts } from '../../domain/slot/audit-counts.ts';
import { instantView } from './instant-view.ts';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const count = z.int().min(0);

const counts = {
  jobs: count,
  slots: count,
  answers: z.record(z.string(), count).readonly().describe('Slots by their answer, as they were found.'),
  unanswered: count.describe('Slots that should have had a run or a reason and had neither.'),
  doubles: count,
  repairedRuns: count,
  repairedReasons: count,
  repairedTicks: count,
  repairedLanes: count,
  overdueJobs: count,
  failures: count.describe('Jobs that could not be audited.'),
};

const audit = z
  .object({
    lastRound: z.object({ startedAt: instantView, finishedAt: instantView, ...counts }).nullable(),
    presentRound: z
      .object({
        startedAt: instantView,
        updatedAt: instantView,
        throughJobId: z
          .string()
          .nullable()
          .describe('Jobs up to here have been audited; told to who may see all.'),
        ...counts,
      })
      .nullable(),
  })
  .meta({ id: 'Audit' });

export const readAuditContract = operationContract({
  operationId: 'readAudit',
  method: 'GET',
  path: '/audit',
  tag: 'Operations',
  summary: 'What the audit of the slots has found and mended',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The last whole round, and the one under way.', schema: audit } },
  example: { status: 200 },
});

interface Round {
  readonly startedAt: number;
  readonly counts: AuditCounts;
}

/** What callers read of the audit; instants are epoch ms on the way in. */
export function auditView({
  last,
  present,
}: {
  readonly last?: Round & { readonly finishedAt: number };
  readonly present?: Round & { readonly updatedAt: number; readonly position?: string };
}): z.output<typeof audit> {
  return {
    lastRound:
      last === undefined
        ? null
        : { startedAt: toIso(last.startedAt), finishedAt: toIso(last.finishedAt), ...last.counts },
    presentRound:
      present === undefined
        ? null
        : {
            startedAt: toIso(present.startedAt),
            updatedAt: toIso(present.updatedAt),
            throughJobId: present.position ?? null,
            ...present.counts,
          },
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
