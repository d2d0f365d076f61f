import { describe, expect, test } from 'vitest';
import { rowsOfJob, rowsOfLog } from '../../../web/change-log/change-rows.ts';
import { toLogQuery } from '../../../web/change-log/log-query.ts';
import { linkOf, partsOf } from '../../../web/change-log/subjects.ts';

const NOW = Date.parse('2026-03-08T00:00:00Z');

describe('what is asked of the audit log', () => {
  test('is everything where nothing is filtered', () => {
    expect(toLogQuery({}, NOW)).toEqual({ kind: undefined, author: undefined, from: undefined });
  });

  test('is a kind, or one subject of it', () => {
    expect(toLogQuery({ subject: 'lock' }, NOW)).toMatchObject({ kind: 'lock' });
    expect(toLogQuery({ subject: 'lock:sales' }, NOW)).toMatchObject({ subject: 'lock:sales' });
  });

  test('begins so long before now', () => {
    expect(toLogQuery({ since: '7d' }, NOW)).toMatchObject({ from: '2026-03-01T00:00:00.000Z' });
  });
});

describe('a subject', () => {
  test('may have colons in its name', () => {
    expect(partsOf('grant:user:1')).toEqual({ kind: 'grant', name: 'user:1' });
  });

  test.each([
    ['lock:sales', ['/locks', 'sales']],
    ['job:churn', ['/jobs', 'churn']],
    ['alert-rule:r', ['/alerts/rules', 'r']],
    ['key:1', ['/access']],
    ['fleet:churn', ['/fleets', 'churn']],
    ['template:retention', ['/templates', 'retention']],
  ])('leads from "%s" to where it is shown', (subject, commands) => {
    expect(linkOf(subject).commands).toEqual(commands);
  });
});

describe('the rows', () => {
  const entry = {
    ...{ subject: 'lock:sales', changeId: '1', action: 'break', author: 'ada' },
    ...{ at: '2026-03-01T00:00:00.000Z', before: { epoch: 1 }, after: { epoch: 2 } },
  };

  test('tell what a change that was made has changed', () => {
    expect(rowsOfLog([{ ...entry, outcome: 'done' }])[0]).toMatchObject({
      ...{ kind: 'Lock', name: 'sales', look: undefined },
      differences: [{ field: 'epoch', before: '1', after: '2' }],
    });
  });

  test('tell no differences of what was refused', () => {
    expect(rowsOfLog([{ ...entry, outcome: 'refused' }])[0]).toMatchObject({
      look: { label: 'Refused' },
      differences: [],
    });
  });

  test('of a job have the differences that its history has', () => {
    const change = {
      ...{ changeId: 'c', at: entry.at, author: 'ada', generation: 2, hasDefinition: true },
      action: 'edited',
      differences: [{ pointer: '/policies/overlap', before: 'skip', after: 'buffer-one' }],
    } as const;

    expect(rowsOfJob('churn', [change])[0]?.differences).toEqual([
      { field: 'policies.overlap', before: 'skip', after: 'buffer-one' },
    ]);
  });
});
