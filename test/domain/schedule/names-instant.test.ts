import { expect, test } from 'vitest';
import { namesInstant } from '../../../shared/domain/schedule/names-instant.ts';
import { at, DAILY } from '../../support/example-job.ts';

test.each([
  ['2026-03-01T06:00:00Z', true],
  ['2026-03-01T06:00:00.001Z', false],
  ['2026-03-01T05:59:59.999Z', false],
])('%s is named: %s', (instant, isNamed) => {
  expect(namesInstant([DAILY], at(instant))).toBe(isNamed);
});

test('one recurrence of several is enough', () => {
  const once = { type: 'once', at: at('2026-03-01T09:00:00Z') } as const;

  expect(namesInstant([DAILY, once], once.at)).toBe(true);
  expect(namesInstant([], once.at)).toBe(false);
});
