import type { LockView } from '../../shared/contracts/http/lock-view.ts';
import type { Look } from '../kit/chips/states.ts';

/** How the state of a lock looks. */
export const LOCK_LOOKS: Readonly<Record<LockView['state'], Look>> = {
  held: { tone: 'running', icon: 'lock', label: 'Held' },
  expired: { tone: 'moderate', icon: 'clock', label: 'Expired' },
  free: { tone: 'idle', icon: 'lock-open', label: 'Free' },
};

/** Of a resource that no run has asked for yet. */
export const NEVER_HELD: Look = { tone: 'idle', icon: 'circle-dashed', label: 'Never held' };

type Ticket = NonNullable<LockView['ticket']>;

/** How the request that was sent stands. */
export const TICKET_LOOKS: Readonly<Record<Ticket['state'], Look & { readonly about: string }>> = {
  sent: {
    ...{ tone: 'moderate', icon: 'circle-help', label: 'Sent' },
    about: 'Whether the server has taken the request is not known. Nothing is asked meanwhile.',
  },
  accepted: {
    ...{ tone: 'running', icon: 'loader', label: 'Under way' },
    about: 'The server has taken the request, and makes the report.',
  },
  answered: {
    ...{ tone: 'stable', icon: 'circle-check', label: 'Answered' },
    about: 'The report was given, or refused for good. The next run asks anew.',
  },
};

/** Whether the server may still be at work for the lock's ticket. */
export function isUnderWay({ ticket }: Pick<LockView, 'ticket'>): boolean {
  return ticket !== undefined && ticket.state !== 'answered';
}

/** What a state means for whoever comes next. */
export function stateInWords({ state, holder }: Pick<LockView, 'state' | 'holder'>): string {
  switch (state) {
    case 'held':
      return holder === undefined
        ? 'A run holds it; another one waits.'
        : `Attempt ${holder.attempt} of a run of ${holder.jobId} holds it; another one waits.`;
    case 'expired':
      return 'Its holder has not renewed it in time. Whoever comes next gets it.';
    case 'free':
      return 'Nobody holds it. Whoever comes next gets it.';
  }
}
