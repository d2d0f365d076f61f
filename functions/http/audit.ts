import type { AuditProgress } from '../../shared/application/ports/audit-progress-store.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';

/** `GET /api/audit`: the figures of the last whole round, and of the one under way. */
export function registerAudit(
  app: FunctionRegistry,
  { readAudit }: { readonly readAudit: () => Promise<AuditProgress> },
): void {
  app.http('readAudit', {
    methods: ['GET'],
    route: 'audit',
    authLevel: 'function',
    handler: httpHandler(async () => ({ jsonBody: auditView(await readAudit()) })),
  });
}

function auditView({ last, present }: AuditProgress) {
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
