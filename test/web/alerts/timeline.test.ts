import { describe, expect, test } from 'vitest';
import type { AlertCauseView } from '../../../shared/contracts/alert-cause-view.ts';
import type { AlertDeliveryView, AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import { causeInWords } from '../../../web/alerts/incident/cause-words.ts';
import { subjectLink } from '../../../web/alerts/incident/subject-link.ts';
import { timelineOf } from '../../../web/alerts/incident/timeline.ts';

const write = (at: string) => at.slice(11, 16);

function drift(minute: string, psi = 0.31): AlertCauseView {
  return {
    ...{ causeId: `churn.${minute}`, condition: 'drift', at: `2026-11-21T06:${minute}:00.000Z` },
    ...{ valueStream: 'retention', subject: 'job:churn-daily', jobId: 'churn-daily', group: 'model churn' },
    detail: {
      ...{ type: 'drift', psi, band: 'significant-shift', alarm: true },
      characteristics: [{ name: 'tenure', psi: 0.5, band: 'significant-shift' }],
    },
  };
}

function incident(causes: readonly AlertCauseView[]): AlertDetailView {
  return {
    ...{
      incidentId: 'r.1-1',
      ruleId: 'r',
      valueStream: 'retention',
      condition: 'drift',
      group: 'model churn',
    },
    ...{ severity: 'warning', state: 'open', openedAt: '2026-11-21T06:00:12.000Z' },
    ...{
      lastCauseAt: '2026-11-21T06:00:00.000Z',
      causeCount: causes.length,
      subjectCount: 1,
      failingCount: 1,
    },
    causes,
  };
}

const DELIVERY: AlertDeliveryView = {
  ...{ deliveryId: 'r.1-1.opened.0', notice: 'opened', state: 'sent', attempts: 1 },
  channel: { type: 'email', to: ['ada@example.com'] },
  ...{ createdAt: '2026-11-21T06:00:12.000Z', sentAt: '2026-11-21T06:00:14.000Z' },
};

describe('timelineOf', () => {
  test('tells the latest first', () => {
    const events = timelineOf(incident([drift('00')]), [DELIVERY], write);

    expect(events.map(({ title }) => title)).toEqual([
      'Message “It has opened”: sent',
      'Opened',
      'churn-daily',
    ]);
  });

  test('makes one event of causes that say the same of the same, at the time of the latest', () => {
    const events = timelineOf(incident([drift('00'), drift('01'), drift('02'), drift('03', 0.4)]), [], write);

    expect(events.map(({ title, at }) => [title, write(at)])).toEqual([
      ['churn-daily', '06:03'],
      ['churn-daily, 3 times', '06:02'],
      ['Opened', '06:00'],
    ]);
  });

  test('says who saw to it, and who ended it and why', () => {
    const over: AlertDetailView = {
      ...incident([]),
      ...{ state: 'resolved', resolvedAt: '2026-11-21T09:00:00.000Z', resolution: 'by-hand' },
      acknowledgement: { at: '2026-11-21T07:00:00.000Z', author: 'grace', reason: 'I am at it.' },
      resolvedBy: { author: 'ada', reason: 'Moved to another server.' },
    };

    expect(timelineOf(over, [], write).map(({ title, text }) => [title, text])).toEqual([
      ['ada resolved it', 'Moved to another server.'],
      ['grace acknowledged it', 'I am at it.'],
      ['Opened', undefined],
    ]);
  });
});

describe('causeInWords', () => {
  test('says how much a model drifts and what moved most', () => {
    expect(causeInWords(drift('00').detail, write)).toBe(
      'Significant shift, PSI 0.310. Most moved: tenure 0.500.',
    );
  });

  test('says whether a late run has begun at all', () => {
    const late = { type: 'late', dueAt: '2026-11-21T06:00:00.000Z', lateSeconds: 720 } as const;

    expect(causeInWords(late, write)).toBe('The run of 06:00 had not begun 12 min after its time.');
    expect(causeInWords({ ...late, startedAt: '2026-11-21T06:12:00.000Z' }, write)).toBe(
      'The run of 06:00 began 12 min late.',
    );
  });

  test('tells one missed slot from several', () => {
    const missed = {
      type: 'missed',
      ...{ fromDueAt: '2026-11-21T06:00:00.000Z', untilDueAt: '2026-11-21T08:00:00.000Z' },
      reason: 'too-late',
    } as const;

    expect(causeInWords({ ...missed, count: 1 }, write)).toBe('The slot of 06:00 was not run: too-late.');
    expect(causeInWords({ ...missed, count: 3 }, write)).toBe(
      '3 slots from 06:00 to 08:00 were not run: too-late.',
    );
  });
});

test('finds where a subject is shown, whatever its name has in it', () => {
  expect(subjectLink('job:a:b')).toEqual({ kind: 'job', name: 'a:b', link: ['/jobs', 'a:b'] });
  expect(subjectLink('queue:runs').link).toBeUndefined();
});
