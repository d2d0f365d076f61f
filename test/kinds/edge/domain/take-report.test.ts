import { describe, expect, test } from 'vitest';
import { silentEdges, takeReport, type SaidEdge } from '../../../../shared/kinds/edge/domain/take-report.ts';
import { exampleEdge, exampleInventory } from '../../../support/example-edges.ts';
import { present } from '../../../support/present.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function said(edge: string, chunks: SaidEdge['chunks'] = []): SaidEdge {
  const { seenAt: _seen, ...rest } = exampleEdge({ edge });
  return { ...rest, chunks };
}

function running(chunkId: string, spentWattSeconds: number) {
  return { chunkId, spentWattSeconds, state: 'running' as const };
}

const inventory = exampleInventory({
  sequence: 4,
  edges: [exampleEdge({ edge: 'a', seenAt: 0 }), exampleEdge({ edge: 'b', seenAt: 0 })],
});

const report = { session: 1, sequence: 5, obeys: 0 };

describe('a report', () => {
  test.each([3, 4])('of the sequence %i comes too late after the fourth', (sequence) => {
    expect(takeReport(inventory, { ...report, sequence, edges: [said('a')] }, 10)).toBeUndefined();
  });

  test('leaves edges that it does not name as they were last seen', () => {
    const taken = present(takeReport(inventory, { ...report, edges: [said('b')] }, 10));

    expect(taken.edges.map(({ edge, seenAt }) => [edge, seenAt])).toEqual([
      ['b', 10],
      ['a', 0],
    ]);
  });

  test('never makes less of what was spent, and tells when there was progress last', () => {
    const first = present(takeReport(inventory, { ...report, edges: [said('a', [running('c', 7)])] }, 10));
    const less = present(
      takeReport(first, { ...report, sequence: 6, edges: [said('a', [running('c', 3)])] }, 20),
    );

    expect(less.edges[0]?.chunks).toEqual([{ ...running('c', 7), startedAt: 10, progressedAt: 10 }]);
  });
});

describe('edges that an agent does not speak of', () => {
  test('are forgotten after a day', () => {
    const edges = [exampleEdge({ edge: 'old', seenAt: 0 }), exampleEdge({ edge: 'young', seenAt: 1 })];

    expect(silentEdges({ edges }, new Set(), DAY_MS).map(({ edge }) => edge)).toEqual(['young']);
  });

  test('are 200 at most, those heard of last', () => {
    const edges = Array.from({ length: 250 }, (_, index) =>
      exampleEdge({ edge: `e-${index}`, seenAt: index }),
    );
    const kept = silentEdges({ edges }, new Set(['e-249']), 250);

    expect(kept).toHaveLength(200);
    expect([kept[0]?.edge, kept.at(-1)?.edge]).toEqual(['e-248', 'e-49']);
  });
});
