import type { AdmittedCaller } from '../../../shared/application/access/admit-caller.ts';
import type { OnceOutcome, RequestUnderKey } from '../../../shared/application/access/answer-once.ts';
import type { StreamOf } from '../../../shared/application/access/stream-of.ts';
import type { Log } from '../../../shared/application/ports/environment.ts';
import type { StoredAnswer } from '../../../shared/application/ports/request-store.ts';
import type { Gate } from './gate.ts';
import { identifyRequest, type Authentication } from './identify.ts';

export interface GateUseCases {
  readonly authentication: Authentication;
  readonly admitCaller: (callerId: string) => Promise<AdmittedCaller>;
  readonly streamOf: StreamOf;
  readonly answerOnce: (asked: RequestUnderKey, work: () => Promise<StoredAnswer>) => Promise<OnceOutcome>;
  readonly log: Log;
}

/** The gate of the app. Of who is refused the log has the operation and the reason, and never what was sent. */
export function createGate(useCases: GateUseCases): Gate {
  const { authentication, admitCaller, streamOf, answerOnce, log } = useCases;
  return {
    identify: async (request) => {
      const identified = await identifyRequest(request, authentication);
      if (identified.outcome === 'identified') return identified;
      const { reason, detail } = identified;
      log.info('A credential was refused.', { reason, detail });
      return { outcome: 'refused', reason };
    },
    // Who has not been identified has no limit of their own: one would be there for anybody to use up.
    admit: async ({ id, isIdentified }) => (isIdentified ? admitCaller(id) : { outcome: 'admitted' }),
    streamOf,
    once: answerOnce,
    noteRefusal: (caller, operationId, reason) => {
      log.info('A request was refused.', { callerId: caller?.id ?? 'unknown', operationId, reason });
      log.metric('evenkeel.requests.refused', 1, { operationId });
    },
  };
}
