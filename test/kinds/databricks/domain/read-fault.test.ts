import { describe, expect, test } from 'vitest';
import { readFault } from '../../../../shared/kinds/databricks/domain/read-fault.ts';

describe('readFault', () => {
  test.each([
    [{ status: 429, code: '', message: '' }, 'busy'],
    [{ status: 429, code: 'REQUEST_LIMIT_EXCEEDED', message: '' }, 'busy'],
    [{ status: 400, code: 'QUOTA_EXCEEDED', message: 'The quota has been reached.' }, 'busy'],
    [{ status: 403, code: 'RESOURCE_EXHAUSTED', message: '' }, 'busy'],
    [{ status: 503, code: 'TEMPORARILY_UNAVAILABLE', message: '' }, 'failed'],
    [{ status: 500, code: '', message: '<html>' }, 'failed'],
    [{ status: 502, code: '', message: '' }, 'failed'],
    [{ status: 400, code: 'INVALID_STATE', message: 'Unknown worker environment' }, 'failed'],
    [{ status: 501, code: 'NOT_IMPLEMENTED', message: '' }, 'refused'],
    [{ status: 400, code: 'INVALID_PARAMETER_VALUE', message: 'Run 12 does not exist.' }, 'unknown'],
    [{ status: 404, code: 'RESOURCE_DOES_NOT_EXIST', message: '' }, 'unknown'],
    [{ status: 400, code: 'INVALID_PARAMETER_VALUE', message: 'Bad parameter.' }, 'refused'],
    [{ status: 401, code: 'UNAUTHENTICATED', message: '' }, 'refused'],
    [{ status: 403, code: 'PERMISSION_DENIED', message: '' }, 'refused'],
    [{ status: 302, code: '', message: '' }, 'refused'],
  ])('takes %j as %s', (answer, meaning) => {
    expect(readFault(answer)).toBe(meaning);
  });
});
