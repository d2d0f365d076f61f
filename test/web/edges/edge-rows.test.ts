import { describe, expect, test } from 'vitest';
import type { EdgeView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { edgeRow, questionOf } from '../../../web/edges/site/edge-rows.ts';

describe('the row of an edge', () => {
  test.each([
    ['active', ['Drain', 'Retire']],
    ['drained', ['Bring back', 'Retire']],
    ['retired', ['Bring back', 'Drain']],
  ] as const)('offers to an edge that is %s what it is not', (state, offered) => {
    const row = edgeRow(edge({ settings: { state } }));

    expect(row.actions.map(({ label }) => label)).toEqual(offered);
  });

  test('says what people have said of it, and that it is leaving', () => {
    const row = edgeRow(edge({ settings: { state: 'drained' }, isLeaving: true }));

    expect(row.said.map(({ label }) => label)).toEqual(['Drained', 'Leaving']);
  });

  test('says its limits', () => {
    const limited = edgeRow(
      edge({ capacity: 4, budgetWattSeconds: 500, settings: { state: 'active', maxWatts: 60 } }),
    );

    expect(limited.limits).toBe('4 chunks at once, 500 Ws left, limited to 60 W');
    expect(edgeRow(edge({})).limits).toBeUndefined();
  });

  test('says how far each chunk is', () => {
    const chunk = { chunkId: 'heat~1', orderId: 'heat', wattSeconds: 400, spentWattSeconds: 120 };

    const row = edgeRow(edge({ chunks: [{ ...chunk, assignedAt: '2026-03-01T00:00:00Z' }] }));

    expect(row.chunks).toEqual([{ chunkId: 'heat~1', orderId: 'heat', text: '120 Ws of 400 Ws' }]);
  });
});

describe('the question', () => {
  test('names the edge, and warns of what is given up', () => {
    expect(questionOf('edge-1', 'retired')).toMatchObject({ title: 'Retire edge-1?', isDangerous: true });
    expect(questionOf('edge-1', 'drained')).toMatchObject({ title: 'Drain edge-1?', isDangerous: false });
  });

  test('is not asked before an edge is brought back', () => {
    expect(questionOf('edge-1', 'active')).toBeUndefined();
  });
});

function edge(some: Partial<EdgeView>): EdgeView {
  return {
    ...{ edge: 'edge-1', agent: 'edge-1', standing: 'free', availableWatts: 100, capacity: 1, labels: {} },
    ...{ isLeaving: false, seenAt: '2026-03-01T00:00:00Z', settings: { state: 'active' } },
    ...{ generation: 0, conflicts: [], chunks: [] },
    ...some,
  };
}
