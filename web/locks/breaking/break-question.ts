import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import { isUnderWay } from '../lock-words.ts';

/** What is asked before a lock is broken. */
export interface BreakQuestion {
  readonly lock: LockView;
}

/** That it is to be broken. */
export interface BreakAnswer {
  readonly forgetTicket: boolean;
  readonly reason: string;
}

/** What breaking will do, a sentence each. */
export function breakConsequences(lock: LockView, forgetTicket: boolean): readonly string[] {
  return [...ofTheHolder(lock), ...ofTheTicket(lock, forgetTicket)];
}

function ofTheHolder({ state, holder }: LockView): readonly string[] {
  if (state === 'free') return ['Nobody holds the lock: no run is disturbed.'];
  const who = holder === undefined ? 'the holder' : `attempt ${holder.attempt} of ${holder.runId}`;
  return [
    `What ${who} still writes under the lock is refused. The run ends as lease-lost, and is retried when its job’s policy says so.`,
    'Whoever comes next gets the lock at once.',
  ];
}

function ofTheTicket(lock: LockView, forgetTicket: boolean): readonly string[] {
  if (lock.ticket === undefined) return [];
  if (!forgetTicket)
    return isUnderWay(lock) ? ['The request that was sent stays: the next run goes on with it.'] : [];
  return isUnderWay(lock)
    ? [
        'The request that was sent is forgotten: the next run asks the server anew, which may still be at work for the first one.',
      ]
    : ['The answered request is forgotten; the next run would have asked anew in any case.'];
}

/** Why it cannot be broken; undefined: it can. */
export function cannotBreak(lock: LockView): string | undefined {
  return lock.state === 'free' && lock.ticket === undefined
    ? 'Nobody holds it, and no request is noted: there is nothing to break.'
    : undefined;
}

/** Whether there is nothing else to be broken than the ticket. */
export function isTicketAlone({ state, ticket }: LockView): boolean {
  return state === 'free' && ticket !== undefined;
}
