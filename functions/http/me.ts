import { meContract, meView } from '../../shared/contracts/http/me.ts';
import { operation, type Operation } from './api/operation.ts';

/** `GET /api/me`: for whoever can say who they are, whatever they may do. */
export function meOperations(): readonly Operation[] {
  return [operation(meContract, async ({ caller }) => ({ jsonBody: meView(caller) }))];
}
