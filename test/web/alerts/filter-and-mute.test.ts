import { expect, test } from 'vitest';
import { incidentFilter, incidentQuery, isNarrowed } from '../../../web/alerts/incidents/incident-filter.ts';
import { isMuted } from '../../../web/alerts/mute/mute-state.ts';

const NOTHING = { state: undefined, ruleId: undefined, valueStream: undefined };

test('an address that says nothing, or what nobody knows, means what is to be seen to', () => {
  for (const state of [undefined, '', 'closed']) {
    expect(incidentQuery(incidentFilter({ ...NOTHING, state }))['state']).toBe('open,acknowledged');
  }
});

test('all incidents are asked for without a state', () => {
  expect(incidentQuery(incidentFilter({ ...NOTHING, state: 'all' }))).toEqual(NOTHING);
});

test('an empty list is the filter’s doing only where there is one', () => {
  expect(isNarrowed(incidentFilter(NOTHING))).toBe(false);
  expect(isNarrowed(incidentFilter({ ...NOTHING, valueStream: 'retention' }))).toBe(true);
});

test('a mute that is past has no effect', () => {
  const mute = { until: '2026-11-21T06:00:00.000Z', author: 'ada', reason: 'Known.' };
  const end = Date.parse(mute.until);

  expect(isMuted(mute, end - 1)).toBe(true);
  expect(isMuted(mute, end)).toBe(false);
  expect(isMuted(undefined, end)).toBe(false);
});
