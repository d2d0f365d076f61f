import { describe, expect, test } from 'vitest';

import type {
  Instance,
  Message,
  MessageBody,
  OpenTask,
  Work,
} from '../../../local/functions-host/durable/engine/instance.ts';
import { canTakeTurn } from '../../../local/functions-host/durable/engine/mailbox.ts';
import type { Leaf, ReplayResult } from '../../../local/functions-host/durable/engine/replay.ts';
import { Turn } from '../../../local/functions-host/durable/engine/turn.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const retry = { firstIntervalMs: 1000, maxAttempts: 3, backoffCoefficient: 2, maxIntervalMs: 1500 };

function activity(name: string, more: Partial<Extract<Work, { kind: 'activity' }>> = {}): Work {
  return { kind: 'activity', name, input: undefined, ...more };
}

function open(id: number, work: Work, more: Partial<OpenTask> = {}): OpenTask {
  return { id, leaf: id, work, attempt: 1, phase: 'working', ...more };
}

function instance(more: Partial<Instance> = {}): Instance {
  const tasks = more.open ?? [];
  return {
    instanceId: 'i',
    executionId: 'e',
    name: 'orchestrator',
    status: 'Running',
    createdAt: NOW,
    updatedAt: NOW,
    input: 'null',
    output: undefined,
    customStatus: undefined,
    parent: undefined,
    nextTaskId: tasks.length,
    leaves: tasks.map(() => 'a step'),
    open: tasks,
    outcome: undefined,
    turns: 1,
    ...more,
  };
}

function mailbox(...bodies: MessageBody[]): Message[] {
  return bodies.map((body, index) => ({ seq: index + 1, body }));
}

function takeTurn(start: Instance, messages: Message[]): Turn {
  return new Turn({ instance: start, mailbox: messages, now: NOW, nextExecutionId: 'e2' });
}

function leaf(work: Work, more: Partial<Leaf> = {}): Leaf {
  return { signature: 'a step', isCancelled: false, work: () => work, ...more };
}

function replayed(
  leaves: Leaf[],
  more: Partial<Extract<ReplayResult, { kind: 'replayed' }>> = {},
): ReplayResult {
  return {
    kind: 'replayed',
    leaves,
    customStatus: undefined,
    outcome: undefined,
    describe: () => [],
    ...more,
  };
}

const completed = (taskId: number, executionId = 'e'): MessageBody => ({
  type: 'task-completed',
  executionId,
  taskId,
  result: '1',
});
const failed = (taskId: number): MessageBody => ({
  type: 'task-failed',
  executionId: 'e',
  taskId,
  failure: { reason: 'r', details: 'd' },
});
const fired = (taskId: number): MessageBody => ({ type: 'timer-fired', executionId: 'e', taskId });
const raised = (name: string): MessageBody => ({ type: 'event-raised', name, input: undefined });

describe('task ids', () => {
  test('of a retry come before those that user code takes in the same turn', () => {
    const start = instance({ open: [open(0, activity('quick')), open(1, activity('flaky', { retry }))] });
    const turn = takeTurn(start, mailbox(completed(0), failed(1)));
    const events = turn.newEvents.map(({ type }) => type);
    const effects = turn.finish(
      replayed([...start.open.map(({ work }) => leaf(work)), leaf(activity('next'))]),
    );

    expect(events).toEqual(['turn-started', 'task-failed', 'task-completed']);
    expect(effects.timers).toEqual([{ taskId: 2, dueAt: NOW + 1000 }]);
    expect(effects.activities).toEqual([{ taskId: 3, name: 'next', input: undefined }]);
  });

  test('are taken by a timer, due at once, after the last attempt', () => {
    const start = instance({ open: [open(0, activity('flaky', { retry }), { attempt: 3 })] });
    const effects = takeTurn(start, mailbox(failed(0))).finish(replayed([leaf(activity('flaky'))]));

    expect(effects.timers).toEqual([{ taskId: 1, dueAt: NOW }]);
    expect(effects.activities).toEqual([]);
  });

  test('are taken, and not run, by a timer that is cancelled as soon as it is yielded', () => {
    const turn = takeTurn(instance(), mailbox({ type: 'execution-started' }));
    const timer: Work = { kind: 'timer', dueAt: NOW + 1 };
    const effects = turn.finish(replayed([leaf(timer, { isCancelled: true }), leaf(activity('a'))]));

    expect(effects.timers).toEqual([]);
    expect(effects.activities).toMatchObject([{ taskId: 1 }]);
  });
});

describe('polled requests', () => {
  const request = activity('request', { input: '{"uri":"http://a/first"}', isPolled: true });
  const answered = (statusCode: number, headers: object): MessageBody => ({
    type: 'task-completed',
    executionId: 'e',
    taskId: 1,
    result: JSON.stringify({ statusCode, headers, content: '' }),
  });

  test('take two ids for an answer that says to ask again, before those that user code takes', () => {
    const start = instance({ open: [open(0, activity('quick')), open(1, request)] });
    const turn = takeTurn(
      start,
      mailbox(completed(0), answered(202, { location: '/next', 'retry-after': '7' })),
    );
    const leaves = [...start.open.map(({ work }) => leaf(work)), leaf(activity('next'))];
    const effects = turn.finish(replayed(leaves));

    expect(effects.timers).toEqual([{ taskId: 2, dueAt: NOW + 7000 }]);
    expect(effects.activities).toEqual([{ taskId: 4, name: 'next', input: undefined }]);
  });

  test('ask again under the second id when their timer fires', () => {
    const waiting = open(2, request, { phase: 'waiting-to-poll', nextId: 3 });
    const start = instance({ open: [waiting], nextTaskId: 4 });
    const { activities } = takeTurn(start, mailbox(fired(2))).finish(replayed([leaf(request)]));

    expect(activities).toEqual([{ taskId: 3, name: 'request', input: '{"uri":"http://a/first"}' }]);
  });

  test('are done with any other answer', () => {
    const start = instance({ open: [open(0, activity('quick')), open(1, request)] });
    const { instance: next } = takeTurn(start, mailbox(answered(200, { location: '/next' }))).finish(
      replayed(start.open.map(({ work }) => leaf(work))),
    );

    expect(next.open.map(({ id }) => id)).toEqual([0]);
  });
});

describe('retries', () => {
  test('wait longer each time, up to the cap', () => {
    const start = instance({ open: [open(0, activity('flaky', { retry }), { attempt: 2 })] });
    const effects = takeTurn(start, mailbox(failed(0))).finish(replayed([leaf(activity('flaky'))]));

    expect(effects.timers).toEqual([{ taskId: 1, dueAt: NOW + 1500 }]);
  });

  test('begin the next attempt under a new id when their timer fires', () => {
    const waiting = open(0, activity('flaky', { retry, input: '7' }), { phase: 'waiting-to-retry' });
    const effects = takeTurn(instance({ open: [waiting] }), mailbox(fired(0))).finish(
      replayed([leaf(activity('flaky'))]),
    );

    expect(effects.activities).toEqual([{ taskId: 1, name: 'flaky', input: '7' }]);
    expect(effects.instance.open).toMatchObject([{ id: 1, attempt: 2, phase: 'working' }]);
  });
});

describe('messages', () => {
  test('for another execution, or for a task that is not open, change nothing', () => {
    const start = instance({ open: [open(0, activity('a'))] });
    const turn = takeTurn(start, mailbox(completed(0, 'earlier'), completed(5), fired(0)));

    expect(turn.needsReplay).toBe(false);
    expect(turn.finish(undefined).instance.open).toEqual(start.open);
  });

  test('of an answer that comes twice count once', () => {
    const turn = takeTurn(instance({ open: [open(0, activity('a'))] }), mailbox(completed(0), completed(0)));

    expect(turn.newEvents.filter(({ type }) => type === 'task-completed')).toHaveLength(1);
  });

  test('are taken with one external event a turn', () => {
    const messages = mailbox(raised('x'), raised('y'));
    const effects = takeTurn(instance(), messages).finish(replayed([]));

    expect(effects.taken).toEqual(messages.slice(0, 1));
  });

  test('wait while the instance is suspended, other than those of control', () => {
    const suspended = instance({ status: 'Suspended' });

    expect(canTakeTurn(suspended, mailbox(raised('x')))).toBe(false);
    expect(canTakeTurn(suspended, mailbox(raised('x'), { type: 'resume', reason: '' }))).toBe(true);
  });

  test('that are events wait for the next execution once continue-as-new is asked for', () => {
    const outcome = { kind: 'continued', input: '1' } as const;

    expect(canTakeTurn(instance({ outcome, open: [open(0, activity('a'))] }), mailbox(raised('x')))).toBe(
      false,
    );
  });
});

describe('the end', () => {
  test('waits for open tasks after the orchestrator has returned', () => {
    const start = instance({ open: [open(0, activity('a')), open(1, activity('b'))] });
    const outcome = { kind: 'returned', output: '"x"' } as const;
    const leaves = start.open.map(({ work }) => leaf(work));
    const first = takeTurn(start, mailbox(completed(0))).finish(replayed(leaves, { outcome }));
    const second = takeTurn(first.instance, mailbox(completed(1)));

    expect(first.instance.status).toBe('Running');
    expect(second.needsReplay).toBe(false);
    expect(second.finish(undefined).instance).toMatchObject({ status: 'Completed', output: '"x"' });
  });

  test('tells the parent, by its execution and task', () => {
    const parent = { instanceId: 'p', executionId: 'pe', taskId: 4 };
    const turn = takeTurn(instance({ parent }), mailbox({ type: 'execution-started' }));
    const { parentNotice } = turn.finish(replayed([], { outcome: { kind: 'returned', output: '2' } }));

    expect(parentNotice).toEqual({
      to: parent,
      answer: { type: 'task-completed', result: '2' },
    });
  });

  test('of one execution begins the next with numbers from 0 and no history', () => {
    const start = instance({ open: [open(0, activity('a'))], input: '1' });
    const outcome = { kind: 'continued', input: '2' } as const;
    const effects = takeTurn(start, mailbox(completed(0))).finish(
      replayed([leaf(activity('a'))], { outcome }),
    );

    expect(effects).toMatchObject({ isNewExecution: true, events: [] });
    expect(effects.instance).toMatchObject({
      executionId: 'e2',
      input: '2',
      nextTaskId: 0,
      leaves: [],
      turns: 0,
    });
  });
});
