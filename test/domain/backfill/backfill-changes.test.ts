import { describe, expect, test } from 'vitest';
import { BACKFILL_STATES, type BackfillState } from '../../../shared/domain/backfill/backfill.ts';
import {
  cancelling,
  pausedBackfill,
  resumedBackfill,
  type BackfillChanged,
} from '../../../shared/domain/backfill/backfill-changes.ts';
import { exampleBackfill } from '../../support/example-backfill.ts';

const request = { author: 'ada', reason: 'Later.', at: 1 };

function nameOf(changed: BackfillChanged): string {
  return typeof changed === 'string' ? changed : changed.state;
}

function ofEachState(change: (state: BackfillState) => BackfillChanged): string[] {
  return BACKFILL_STATES.map((state) => `${state} -> ${nameOf(change(state))}`);
}

describe('the changes of a backfill', () => {
  test('pausing is for a running one', () => {
    expect(ofEachState((state) => pausedBackfill(exampleBackfill({ state }), request))).toEqual([
      'running -> paused',
      'paused -> same',
      'cancelling -> not-open',
      'cancelled -> not-open',
      'completed -> not-open',
    ]);
  });

  test('resuming is for a paused one', () => {
    expect(ofEachState((state) => resumedBackfill(exampleBackfill({ state }), request))).toEqual([
      'running -> same',
      'paused -> running',
      'cancelling -> not-open',
      'cancelled -> not-open',
      'completed -> not-open',
    ]);
  });

  test('cancelling is for one that is not over', () => {
    const change = { ...request, cancelRunning: false };

    expect(ofEachState((state) => cancelling(exampleBackfill({ state }), change))).toEqual([
      'running -> cancelling',
      'paused -> cancelling',
      'cancelling -> same',
      'cancelled -> same',
      'completed -> not-open',
    ]);
  });

  test('a cancelling may be followed by one that ends what is going', () => {
    const first = { ...request, cancelRunning: false };
    const backfill = exampleBackfill({ state: 'cancelled', lastChange: first });

    expect(nameOf(cancelling(backfill, { ...first, cancelRunning: true }))).toBe('cancelling');
  });

  test('keep who asked for the change and why', () => {
    expect(pausedBackfill(exampleBackfill(), request)).toMatchObject({ lastChange: request, updatedAt: 1 });
  });
});
