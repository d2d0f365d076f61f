import { describe, expect, test } from 'vitest';
import type { OrderDetailView } from '../../../../shared/kinds/edge/contracts/edge-orders.ts';
import { shareRows } from '../../../../web/kit/edge-work/share-rows.ts';

const NOW = Date.parse('2026-03-01T00:01:40Z');

describe('the shares of an order', () => {
  test('stand on its own time, one that is working until now', () => {
    const rows = shareRows(
      order([
        share({ edge: 'a', startedAt: '2026-03-01T00:00:00Z', endedAt: '2026-03-01T00:00:50Z' }),
        share({ edge: 'b', startedAt: '2026-03-01T00:00:25Z' }),
      ]),
      NOW,
    );

    expect(rows.map(({ bar }) => bar)).toEqual([
      { from: 0, length: 50 },
      { from: 25, length: 75 },
    ]);
  });

  test('have no length below nothing where the clock is behind', () => {
    const rows = shareRows(order([share({ edge: 'a', startedAt: '2026-03-01T00:05:00Z' })]), NOW);

    expect(rows[0]?.bar).toEqual({ from: 0, length: 0 });
  });

  test('begin with the largest', () => {
    const rows = shareRows(
      order([share({ edge: 'a', spentWattSeconds: 10 }), share({ edge: 'b', spentWattSeconds: 90 })]),
      NOW,
    );

    expect(rows.map(({ edge }) => edge)).toEqual(['b', 'a']);
  });

  test('say in words what stands for many edges', () => {
    expect(shareRows(order([share({ edge: '*' })]), NOW)[0]?.name).toBe('Other edges');
  });

  test('are none before an edge has had any of it', () => {
    expect(shareRows(order([]), NOW)).toEqual([]);
  });
});

type Share = OrderDetailView['shares'][number];

function share(some: Partial<Share>): Share {
  return {
    ...{ edge: 'a', spentWattSeconds: 50, percent: 50, chunks: 1, isWorking: true },
    ...{ startedAt: '2026-03-01T00:00:00Z', ...some },
  };
}

function order(shares: readonly Share[]): OrderDetailView {
  return {
    ...{ orderId: 'heat', site: 'north', state: 'running', wanted: 'spent', wattSeconds: 100 },
    ...{ spentWattSeconds: 50, percent: 50, labels: {}, maxEdges: 20, priority: 0, askedBy: 'ada' },
    ...{ askedAt: '2026-03-01T00:00:00Z', workingEdges: 1, returnedChunks: 0, shares },
  };
}
