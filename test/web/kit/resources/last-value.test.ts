import { signal } from '@angular/core';
import { describe, expect, test } from 'vitest';
import { lastValue } from '../../../../web/kit/resources/last-value.ts';

/** What was read; undefined while something is read, or where it could not be. */
const read = (value: () => string | undefined) => ({ hasValue: () => value() !== undefined, value });

describe('lastValue', () => {
  test('keeps what was read while something else is read in its place', () => {
    const value = signal<string | undefined>('a');
    const last = lastValue(read(value));
    expect(last()).toBe('a');

    value.set(undefined);

    expect(last()).toBe('a');
  });

  test('shows what was read in its place', () => {
    const value = signal<string | undefined>('a');
    const last = lastValue(read(value));
    expect(last()).toBe('a');

    value.set(undefined);
    value.set('b');

    expect(last()).toBe('b');
  });

  test('shows nothing that was read of another thing', () => {
    const value = signal<string | undefined>('a');
    const thing = signal('churn');
    const last = lastValue(read(value), thing);
    expect(last()).toBe('a');

    thing.set('fraud');
    value.set(undefined);

    expect(last()).toBeUndefined();
  });
});
