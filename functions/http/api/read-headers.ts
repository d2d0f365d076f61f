import type { AnyOperationContract } from '../../../shared/contracts/http/operation.ts';
import { InvalidInput, type Issue } from '../../../shared/domain/errors.ts';
import { expectedVersions } from '../if-match.ts';
import type { Call, ReadableHeaders } from './call.ts';

/** Also what a run's id is made from, which has to fit. */
const MAX_KEY_LENGTH = 256;

const MAX_REASON_LENGTH = 500;

/** The headers that operations share. Throws InvalidInput. */
export function readHeaders(
  { method }: Pick<AnyOperationContract, 'method'>,
  headers: ReadableHeaders,
): Pick<Call<unknown, unknown, unknown>, 'ifMatch' | 'idempotencyKey' | 'reason'> {
  const key = headers.get('idempotency-key') ?? undefined;
  const reason = headers.get('change-reason')?.trim();
  const issues: Issue[] = [];
  if (key !== undefined && (key.length === 0 || key.length > MAX_KEY_LENGTH)) {
    issues.push({ pointer: '', message: `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters` });
  }
  if (reason !== undefined && reason.length > MAX_REASON_LENGTH) {
    issues.push({ pointer: '', message: `Change-Reason must have at most ${MAX_REASON_LENGTH} characters` });
  }
  if (issues.length > 0) throw new InvalidInput('The headers have faults.', issues);
  return {
    ifMatch: expectedVersions({ headers }),
    idempotencyKey: method === 'POST' ? key : undefined,
    reason: reason === '' ? undefined : reason,
  };
}
