import type { AnyOperationContract } from '../operation.ts';
import { PROBLEM_TYPES, type ProblemType } from '../problem.ts';

/** The problems that any operation may have. Every query and every header may be faulty. */
const ALWAYS: readonly ProblemType[] = [
  'invalid-input',
  'rate-limited',
  'internal-error',
  'unavailable',
  'timed-out',
];

/** Every problem that an operation may be answered with, as its access, its path, its body and its headers make it. */
export function problemsOf(contract: AnyOperationContract): readonly ProblemType[] {
  const { access, body, ifMatch, idempotency, problems = [] } = contract;
  const named = new Set([...ALWAYS, ...problems]);
  const add = (when: boolean, ...types: readonly ProblemType[]) => {
    if (when) for (const type of types) named.add(type);
  };
  add(access.role !== 'anyone' || access.asksWho === true, 'unauthenticated');
  add(access.role !== 'anyone', 'forbidden');
  add(canNameNothing(contract), 'not-found');
  add(ifMatch !== undefined, 'precondition-failed');
  add(ifMatch === 'required', 'precondition-required');
  add(body.kind !== 'none', 'payload-too-large', 'unsupported-media-type');
  add(idempotency === 'stored', 'idempotency-key-reused', 'request-in-progress');
  return PROBLEM_TYPES.filter((type) => named.has(type));
}

/** Of a path that is made under its name, only what another value stream has is not there. */
function canNameNothing({ access, method, path }: AnyOperationContract): boolean {
  if (access.role !== 'anyone' && access.of !== 'any' && access.of !== 'all') return true;
  return path.includes('{') && method !== 'PUT';
}
