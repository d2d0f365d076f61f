import { describe, expect, test } from 'vitest';
import { consequencesOfDelete } from '../../../../../web/jobs/detail/actions/consequences.ts';

describe('consequencesOfDelete', () => {
  test('names how many runs are skipped and how many end as usual', () => {
    const said = consequencesOfDelete({ notBegun: 2, running: 1, isCapped: false }, '22 Nov, 06:00');

    expect(said.slice(0, 3)).toEqual([
      'No slot is dispatched any more; the next would be 22 Nov, 06:00.',
      '2 runs that are yet to begin will be skipped.',
      'One run that is going will end as usual.',
    ]);
  });

  test('does not speak of runs where there are none', () => {
    expect(consequencesOfDelete({ notBegun: 0, running: 0, isCapped: false }, undefined)).toHaveLength(2);
  });
});
