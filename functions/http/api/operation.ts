import type { FunctionInput, HttpResponseInit } from '@azure/functions';
import type { OperationContract } from '../../../shared/contracts/http/operation.ts';
import type { Call, Operation } from './call.ts';
import { performOperation } from './perform-operation.ts';

export type { Operation } from './call.ts';

/** Puts a contract and its handler together. `extraInputs`: bindings that the handler needs of its invocation. */
export function operation<P, Q, B>(
  contract: OperationContract<P, Q, B>,
  handle: (call: Call<P, Q, B>) => Promise<HttpResponseInit>,
  extraInputs: readonly FunctionInput[] = [],
): Operation {
  return {
    contract,
    extraInputs,
    perform: (call, gate) => performOperation({ contract, handle, gate }, call),
  };
}
