import { describe, expect, test } from 'vitest';
import { InvalidInput, NotFound } from '../../shared/domain/errors.ts';

describe('errors', () => {
  test('InvalidInput keeps every issue', () => {
    const issues = [
      { pointer: '/a', message: 'is missing' },
      { pointer: '/b', message: 'is not a number' },
    ];

    expect(new InvalidInput('The body has 2 faults.', issues).issues).toEqual(issues);
  });

  test('NotFound names the thing and its id', () => {
    expect(new NotFound('job', 'j1').message).toBe("There is no job 'j1'.");
  });
});
