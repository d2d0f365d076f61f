import { expect, test } from 'vitest';
import { matchingChoices } from '../../../../web/kit/choose/matching-choices.ts';

const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Europe/London', 'Asia/Kolkata'];

test('a city is found as it is written elsewhere', () => {
  expect(matchingChoices(ZONES, 'new york')).toEqual(['America/New_York']);
});

test('each word has to be in a name, in any order and in any case', () => {
  expect(matchingChoices(ZONES, 'LON eur')).toEqual(['Europe/London']);
  expect(matchingChoices(ZONES, 'europe paris')).toEqual([]);
});

test('names that begin with the text come first', () => {
  expect(matchingChoices(['old-churn', 'loan', 'churn'], 'churn')).toEqual(['churn', 'old-churn']);
});

test('of many names only so many are shown as somebody may read', () => {
  const names = Array.from({ length: 500 }, (_, index) => `job-${index}`);

  expect(matchingChoices(names, '')).toHaveLength(60);
  expect(matchingChoices(names, 'job 499')).toEqual(['job-499']);
});

test('a name that is written out and is like no other leaves nothing to choose', () => {
  expect(matchingChoices(ZONES, 'Europe/London')).toEqual([]);
  expect(matchingChoices(['churn', 'churn-daily'], 'churn')).toEqual(['churn', 'churn-daily']);
});
