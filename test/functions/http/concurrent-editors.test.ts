import { test } from 'vitest';
import { expectNoLostUpdate } from '../../support/concurrent-editors.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';

test('twenty writers of one job, each under the version that it has read, lose no update', async () => {
  await expectNoLostUpdate(createMemoryWorld('2026-03-01T00:00:00Z'));
});
