import { describe, expect, test } from 'vitest';
import { alertCauseView, toAlertCauseView } from '../../shared/contracts/alert-cause-view.ts';
import type { CauseDetail } from '../../shared/domain/alert/alert-cause.ts';
import { exampleCause } from '../support/example-alert.ts';
import { at } from '../support/example-job.ts';

const dueAt = at('2026-03-01T06:00:00Z');

const DETAILS: { readonly [T in CauseDetail['type']]: Extract<CauseDetail, { readonly type: T }> } = {
  drift: {
    ...{ type: 'drift', psi: null, band: 'significant-shift', alarm: true },
    characteristics: [{ name: 'age', psi: 0.3, band: 'significant-shift' }],
    window: { from: '2026-03-01', to: '2026-03-02' },
    thresholds: { moderate: 0.1, significant: 0.25 },
  },
  failure: { type: 'failure', reason: 'timed-out', message: 'It took too long.', attempts: 3, dueAt },
  late: { type: 'late', dueAt, startedAt: dueAt + 90_000, lateMs: 90_000, reason: 'downtime' },
  missed: { type: 'missed', fromDueAt: dueAt, untilDueAt: dueAt, count: 1, reason: 'catch-up-age' },
  'no-success': { type: 'no-success', lastSuccessAt: dueAt, withinSeconds: 3600 },
  paused: { type: 'paused', state: 'paused', reason: 'It failed three times.' },
  'dead-letter': { type: 'dead-letter', queue: 'runs', reason: 'unreadable', deliveryCount: 10 },
  'lock-broken': { type: 'lock-broken', resource: 'sales', author: 'ada', reason: 'The host is gone.' },
};

describe('the view of a cause', () => {
  test.each(Object.values(DETAILS))('of $type has what is documented, and nothing else', (detail) => {
    const view = toAlertCauseView(exampleCause({ detail }));

    // What the schema does not know it leaves out.
    expect(alertCauseView.parse(view)).toEqual(view);
  });
});
