import { Unavailable } from '../../shared/domain/errors.ts';
import type { ReportWriter } from '../../shared/application/ports/report-store.ts';
import type { Term } from '../../shared/domain/lease/lease.ts';
import type { CollectionWorld } from './collection-world.ts';
import { HostDied } from './drive-orchestration.ts';
import { fault } from './memory/memory-report-server.ts';

/**
 * `unavailable`: a call fails once. `answer-lost`: it is carried out, and fails. `died-before`, `died-after`: the host dies
 * before it, or as soon as it is carried out.
 */
export const INTERRUPTIONS = ['unavailable', 'answer-lost', 'died-before', 'died-after'] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

export interface InterruptedWorld {
  readonly world: CollectionWorld;
  /** What was interrupted; undefined when there were fewer calls. */
  interrupted(): string | undefined;
}

/** The world as it is for one host, whose call number `index` (from 1) of anything outside is interrupted. */
export function interruptAt(inner: CollectionWorld, index: number, how: Interruption): InterruptedWorld {
  let callCount = 0;
  let interrupted: string | undefined;

  async function call(name: string, carryOut: () => unknown): Promise<unknown> {
    callCount += 1;
    if (callCount !== index) return carryOut();
    interrupted = name;
    if (how === 'answer-lost' || how === 'died-after') await carryOut();
    if (how === 'died-before' || how === 'died-after') throw new HostDied();
    throw name === 'http.send'
      ? fault('connection-failed', { wasSent: how === 'answer-lost' })
      : new Unavailable('The store did not answer.');
  }

  function through<T extends object>(target: T, of: string): T {
    return new Proxy(target, {
      get: (_target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) =>
          call(`${of}.${String(name)}`, () => {
            const answer: unknown = Reflect.apply(member, target, given);
            return answer;
          });
      },
    });
  }

  const reports = through(inner.reports, 'reports');
  const world = {
    ...inner,
    jobs: through(inner.jobs, 'jobs'),
    runs: through(inner.runs, 'runs'),
    queue: through(inner.queue, 'queue'),
    leases: through(inner.leases, 'leases'),
    reports: {
      begin: async (path: string, term: Term): Promise<ReportWriter> => {
        const writer = await reports.begin(path, term);
        // To give up what was written never fails.
        const seen = through(writer, 'writer');
        return {
          write: (chunk) => seen.write(chunk),
          commit: (identity) => seen.commit(identity),
          abandon: () => writer.abandon(),
        };
      },
    },
    http: through(inner.http, 'http'),
  };
  return { world, interrupted: () => interrupted };
}
