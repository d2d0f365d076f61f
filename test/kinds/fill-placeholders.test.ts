import { describe, expect, test } from 'vitest';
import {
  fillPlaceholders,
  fillTexts,
  missingValues,
  placeholderFaults,
  placeholderIssues,
  placeholderValues,
} from '../../shared/kinds/fill-placeholders.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../support/example-job.ts';

const INTERVAL = { from: at('2026-02-28T23:30:00Z'), to: at('2026-03-01T23:30:00Z') };
const RUN_ID = runIdOf(jobIdFrom('score'), INTERVAL.to);
const input = { model: 'churn/v2 "x"', rows: 12, toString: 'own' };
const values = placeholderValues({ runId: RUN_ID, attempt: 2, input }, INTERVAL);

describe('fillPlaceholders', () => {
  test.each([
    ['{yyyy}-{MM}-{dd}T{HH}:{mm}', '2026-02-28T23:30'],
    ['{from}/{to}', '2026-02-28T23:30:00.000Z/2026-03-01T23:30:00.000Z'],
    ['{jobId} {runId} {attempt}', `score ${RUN_ID} 2`],
    ['{input.model}: {input.rows}', 'churn/v2 "x": 12'],
    ['{"rows":{input.rows}}', '{"rows":12}'],
    ['{} { } {"a"}', '{} { } {"a"}'],
    ['{{job.id}} {{runId}}', '{{job.id}} {{runId}}'],
  ])('makes of %s', (text, filled) => {
    expect(fillPlaceholders(text, values)).toBe(filled);
  });

  test('fills the local time of a zone', () => {
    const local = placeholderValues({ runId: RUN_ID, attempt: 1 }, INTERVAL, 'Europe/Berlin');

    expect(fillPlaceholders('{MM}-{dd} {HH}', local)).toBe('03-01 00');
  });

  test('encodes a value as a step of a path', () => {
    expect(fillPlaceholders('/models/{input.model}/', values, 'path-step')).toBe(
      '/models/churn%2Fv2%20%22x%22/',
    );
  });

  test('refuses a step of dots, which would lead elsewhere', () => {
    const dots = placeholderValues({ runId: RUN_ID, attempt: 1, input: { x: '..' } }, INTERVAL);

    expect(() => fillPlaceholders('/a/{input.x}', dots, 'path-step')).toThrow(RangeError);
  });

  test('escapes a value for a string of a JSON text', () => {
    const filled = fillPlaceholders('{"model":"{input.model}"}', values, 'json-string');

    expect(JSON.parse(filled)).toEqual({ model: input.model });
  });

  test('leaves what looks like a placeholder in a value', () => {
    const sly = placeholderValues({ runId: RUN_ID, attempt: 1, input: { x: '{runId} $&' } }, INTERVAL);

    expect(fillPlaceholders('{input.x}', sly)).toBe('{runId} $&');
  });

  test('throws for a value that is not there, also one that every object has', () => {
    const none = placeholderValues({ runId: RUN_ID, attempt: 1 }, INTERVAL);

    expect(() => fillPlaceholders('{input.toString}', none)).toThrow('{input.toString}');
    expect(() => fillPlaceholders('{constructor}', none)).toThrow('{constructor}');
  });
});

test('fillTexts fills texts however deep, and no names of fields', () => {
  const filled = fillTexts({ '{runId}': [{ a: '{input.rows}' }, 1, null, true] }, values);

  expect(filled).toEqual({ '{runId}': [{ a: '12' }, 1, null, true] });
});

describe('missingValues', () => {
  test('names each input that the run was not given, once', () => {
    const missing = missingValues({ a: '{input.x} {input.rows}', b: ['{input.y}{input.x}'] }, values);

    expect(missing?.reason).toBe('input-missing');
    expect(missing?.message).toContain('no value for {input.x}, {input.y}.');
  });

  test('is undefined when all is there', () => {
    expect(missingValues('{input.rows} {runId} {{input.z}}', values)).toBeUndefined();
  });
});

describe('placeholderFaults', () => {
  test.each(['{runID}', '{input}', '{input.}', '{input.a.b}', '{steps.a.output}'])('finds %s', (text) => {
    expect(placeholderFaults(text)).toHaveLength(1);
  });

  test('takes those that a kind has besides', () => {
    expect(placeholderFaults('{ticketId}{runId}', (name) => name === 'ticketId')).toEqual([]);
  });

  test('points at the text, however deep', () => {
    const issues = placeholderIssues({ 'a/b': ['{runId}', '{nope}'] }, '/task');

    expect(issues.map(({ pointer }) => pointer)).toEqual(['/task/a~1b/1']);
  });
});
