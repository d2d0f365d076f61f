import type { QueueSessions } from '../../../local/service-bus/broker/queue-sessions.ts';
import type { SessionHold } from '../../../local/service-bus/broker/session-locks.ts';
import { below } from '../../local/service-bus/kill/seeded-random.ts';
import { attempt, type Comparison } from './comparison.ts';
import type { ModelQueue } from './model-queue.ts';

export interface SessionFuzz {
  readonly sessions: QueueSessions;
  readonly model: ModelQueue;
  /** Who has, or last had, each session. */
  readonly holds: Map<string, SessionHold>;
  readonly random: () => number;
  readonly id: string;
  readonly now: number;
  readonly lockMs: number;
}

const LOST = 'com.microsoft:session-lock-lost';
const OPERATIONS = [acceptNext, accept, release, renew, setState, getState];

/** Does one random thing with a session. */
export function useSession(fuzz: SessionFuzz): Comparison {
  const operation = OPERATIONS[below(fuzz.random, OPERATIONS.length)] ?? accept;
  return operation(fuzz);
}

/** A hold that was never granted. */
export function strangerTo(sessionId: string): SessionHold {
  return { sessionId, onLost: () => undefined };
}

function acceptNext({ sessions, model, holds, now }: SessionFuzz): Comparison {
  const actual = sessions.nextAvailable();
  const expected = model.nextSession();
  if (actual !== undefined && actual === expected) {
    const hold = strangerTo(actual);
    sessions.accept(hold);
    holds.set(actual, hold);
    model.accept(actual, now);
  }
  return { name: 'accept next session', actual, expected };
}

function accept({ sessions, model, holds, id, now, lockMs }: SessionFuzz): Comparison {
  const expected = model.accept(id, now) ? now + lockMs : 'com.microsoft:session-cannot-be-locked';
  const hold = strangerTo(id);
  const actual = attempt(() => {
    const until = sessions.accept(hold);
    holds.set(id, hold);
    return until;
  });
  return { name: `accept session ${id}`, actual, expected };
}

function release(fuzz: SessionFuzz): Comparison {
  const { sessions, model, random, id, now } = fuzz;
  const failures = random() < 0.5 ? 1 : 0;
  if (isHeld(fuzz)) model.releaseSession(id, failures, now);
  sessions.release(holdOf(fuzz), failures);
  return { name: `release session ${id}, ${failures} failed`, actual: 0, expected: 0 };
}

function renew(fuzz: SessionFuzz): Comparison {
  const { sessions, model, id, now, lockMs } = fuzz;
  const expected = model.renewSession(id, now) ? now + lockMs : LOST;
  return { name: `renew session ${id}`, actual: attempt(() => sessions.renew(holdOf(fuzz))), expected };
}

function setState(fuzz: SessionFuzz): Comparison {
  const { sessions, model, id } = fuzz;
  const state = `${fuzz.now}`;
  if (isHeld(fuzz)) model.states.set(id, state);
  const actual = attempt(() => {
    sessions.setState(holdOf(fuzz), Buffer.from(state));
    return state;
  });
  return { name: `set state of ${id}`, actual, expected: isHeld(fuzz) ? state : LOST };
}

function getState(fuzz: SessionFuzz): Comparison {
  const { sessions, model, id } = fuzz;
  const actual = attempt(() => {
    const state = sessions.state(holdOf(fuzz));
    return state === undefined ? undefined : Buffer.from(state).toString();
  });
  return { name: `get state of ${id}`, actual, expected: isHeld(fuzz) ? model.states.get(id) : LOST };
}

function isHeld({ model, id }: SessionFuzz): boolean {
  return model.sessions.some((session) => session.id === id);
}

function holdOf({ holds, id }: SessionFuzz): SessionHold {
  return holds.get(id) ?? strangerTo(id);
}
