import {
  readSignInContract,
  type EntraSignIn,
  type SignInView,
} from '../../shared/contracts/http/sign-in.ts';
import { operation, type Operation } from './api/operation.ts';

/** What is known of signing in: whether anybody has to, and how the page can have it done. */
export interface SignInOffer {
  readonly mode: SignInView['mode'];
  /** Absent: the page signs nobody in. */
  readonly page?: Omit<EntraSignIn, 'type'>;
}

/** `GET /api/sign-in`: for whoever is not signed in yet, so that it is for anyone. */
export function signInOperations({ signIn }: { readonly signIn: SignInOffer }): readonly Operation[] {
  const view = viewOf(signIn);
  return [operation(readSignInContract, async () => ({ jsonBody: view }))];
}

function viewOf({ mode, page }: SignInOffer): SignInView {
  if (mode === 'open') return { mode, methods: [] };
  return {
    mode,
    methods: [...(page === undefined ? [] : [{ type: 'entra' as const, ...page }]), { type: 'token' }],
  };
}
