import { describe, expect, test } from 'vitest';
import * as operations from '../../../shared/contracts/http/operation-paths.ts';
import { filledPath } from '../../../shared/contracts/http/operation-path.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';

const app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));

describe('the operations that clients call', () => {
  test.each(Object.entries(operations))('%s is registered by the app as it is called', (_name, operation) => {
    const { operationId, method, path } = operation;

    const registered = app.https.get(operationId);

    expect(registered?.methods).toContain(method);
    expect(registered?.route).toBe(`api${path}`);
  });
});

describe('filledPath', () => {
  test('encodes what a parameter holds', () => {
    expect(filledPath(operations.readLock, { resource: 'a/b c?' })).toBe('/locks/a%2Fb%20c%3F');
  });

  test('refuses a path with a hole', () => {
    expect(() => filledPath(operations.readJob)).toThrow("needs 'jobId'");
  });
});
