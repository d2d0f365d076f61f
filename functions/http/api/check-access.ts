import type { HttpResponseInit } from '@azure/functions';
import type { AnyOperationContract, OperationContract } from '../../../shared/contracts/http/operation.ts';
import { may, mayEverywhere, streamsOf, type Caller } from '../../../shared/domain/access/caller.ts';
import type { Role } from '../../../shared/domain/access/role.ts';
import { notFound, problem } from '../problem.ts';
import type { Gate } from './gate.ts';
import type { RawCall } from './call.ts';

interface Checked<P, Q, B> {
  readonly contract: OperationContract<P, Q, B>;
  readonly gate: Pick<Gate, 'streamOf' | 'noteRefusal'>;
}

/**
 * The answer to a caller who may not call this, or undefined. What is in a value stream that the caller may not see is
 * 404, as if it were not there; what they may see but not do is 403.
 */
export async function checkAccess<P, Q, B>(
  { contract, gate }: Checked<P, Q, B>,
  { caller, params }: Pick<RawCall, 'caller' | 'params'>,
): Promise<HttpResponseInit | undefined> {
  const { access, operationId } = contract;
  if (access.role === 'anyone' || mayEverywhere(caller, access.role)) return undefined;
  if (access.of === 'all') return refused(gate, { caller, operationId, role: access.role });
  if (streamsOf(caller, access.role)?.length === 0)
    return refused(gate, { caller, operationId, role: access.role });
  if (access.of === 'any') return undefined;

  const valueStream = await gate.streamOf(access.of, params);
  if (valueStream === undefined && access.mayBeNew) return undefined;
  if (valueStream === undefined || !may(caller, 'reader', valueStream)) {
    if (valueStream !== undefined) gate.noteRefusal(caller, operationId, 'is in another value stream');
    return notFound(access.of, idOf(contract, params));
  }
  if (may(caller, access.role, valueStream)) return undefined;
  return refused(gate, { caller, operationId, role: access.role, valueStream });
}

/** The same of the value streams that a body names. */
export function checkStreams<P, Q, B>(
  { contract, gate }: Checked<P, Q, B>,
  caller: Caller,
  body: B,
): HttpResponseInit | undefined {
  const { access, operationId } = contract;
  if (access.role === 'anyone' || contract.body.kind !== 'json') return undefined;
  const { role } = access;
  const foreign = contract.body.streamsOf?.(body).find((stream) => !may(caller, role, stream));
  return foreign === undefined
    ? undefined
    : refused(gate, { caller, operationId, role, valueStream: foreign });
}

interface Refusal {
  readonly caller: Caller;
  readonly operationId: string;
  readonly role: Role;
  /** Absent: in all of them. */
  readonly valueStream?: string;
}

function refused(gate: Pick<Gate, 'noteRefusal'>, { caller, operationId, role, valueStream }: Refusal) {
  const where = valueStream === undefined ? 'for this' : `in value stream '${valueStream}'`;
  gate.noteRefusal(caller, operationId, `lacks the role ${role} ${where}`);
  const detail = `'${caller.name}' needs the role ${role} ${where}. Ask an administrator for a grant.`;
  return problem({ type: 'forbidden', status: 403, title: 'Not allowed.', detail });
}

/** What the path names, for a sentence. */
function idOf({ path }: Pick<AnyOperationContract, 'path'>, params: RawCall['params']): string {
  const [, first = ''] = /\{(\w+)\}/.exec(path) ?? [];
  return params[first] ?? '';
}
