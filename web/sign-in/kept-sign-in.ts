/** Under which a tab's session storage keeps them. */
export const KEPT = { pending: 'evenkeel.sign-in.pending', signedIn: 'evenkeel.sign-in' } as const;

/** What has to be kept while somebody is away to sign in. */
export interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
  /** Where they were: a path of the page. */
  readonly returnTo: string;
}

/** A token for the API, and what it is renewed with. */
export interface SignedIn {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** What was kept as JSON; undefined: nothing, or nothing that can be read any more. */
export function readPending(text: string | null): PendingSignIn | undefined {
  const kept = parseJson(text);
  const [state, verifier] = [textIn(kept, 'state'), textIn(kept, 'verifier')];
  const [redirectUri, returnTo] = [textIn(kept, 'redirectUri'), textIn(kept, 'returnTo')];
  if (state === undefined || verifier === undefined) return undefined;
  if (redirectUri === undefined || returnTo === undefined) return undefined;
  return { state, verifier, redirectUri, returnTo };
}

/** The same of a token. */
export function readSignedIn(text: string | null): SignedIn | undefined {
  const kept = parseJson(text);
  const accessToken = textIn(kept, 'accessToken');
  const expiresAt = fieldOf(kept, 'expiresAt');
  const refreshToken = textIn(kept, 'refreshToken');
  if (accessToken === undefined || typeof expiresAt !== 'number') return undefined;
  return { accessToken, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
}

function textIn(kept: unknown, name: string): string | undefined {
  const found = fieldOf(kept, name);
  return typeof found === 'string' ? found : undefined;
}

function fieldOf(kept: unknown, name: string): unknown {
  return typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : undefined;
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
