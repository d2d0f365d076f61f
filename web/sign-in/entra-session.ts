import {
  beginSignIn,
  finishSignIn,
  isToRenew,
  renewSignIn,
  SignInFailed,
  type SignInAt,
} from './entra-sign-in.ts';
import { KEPT, readPending, readSignedIn, type SignedIn } from './kept-sign-in.ts';

/** The session storage of a tab, which ends with it. */
export type KeptTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface EntraSessionParts {
  readonly at: SignInAt;
  readonly kept: KeptTexts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Somebody who signs in at Entra ID in one tab, and their token, which is renewed before it ends. */
export class EntraSession {
  readonly #at: SignInAt;
  readonly #kept: KeptTexts;
  readonly #now: () => number;
  #renewal: Promise<SignedIn> | undefined;

  constructor({ at, kept, now }: EntraSessionParts) {
    this.#at = at;
    this.#kept = kept;
    this.#now = now;
  }

  /** The address to go to; the answer comes to `redirectUri`. */
  async begin(where: { readonly redirectUri: string; readonly returnTo: string }): Promise<URL> {
    const { address, pending } = await beginSignIn(this.#at, where);
    this.#kept.setItem(KEPT.pending, JSON.stringify(pending));
    return address;
  }

  /** Takes the answer in an address, and returns the path where they were. Throws SignInFailed. An answer counts once. */
  async finish(answer: URL): Promise<string> {
    const pending = readPending(this.#kept.getItem(KEPT.pending));
    this.#kept.removeItem(KEPT.pending);
    if (pending === undefined) {
      throw new SignInFailed('No sign-in was begun in this tab. Sign in again.', { isEnded: true });
    }
    const done = await finishSignIn(this.#at, { answer, pending, now: this.#now() });
    this.#kept.setItem(KEPT.signedIn, JSON.stringify(done));
    return pending.returnTo;
  }

  /**
   * The token for the next call, renewed where its end is near; undefined: somebody has to sign in. Throws SignInFailed
   * when there is none that is good and the service cannot be reached.
   */
  async token(): Promise<string | undefined> {
    const present = this.#signedIn();
    if (present === undefined) return undefined;
    if (!isToRenew(present, this.#now())) return present.accessToken;
    try {
      return (await this.#renew(present)).accessToken;
    } catch (error) {
      if (error instanceof SignInFailed && error.isEnded) {
        // Signed out, or signed in anew, meanwhile: that stays.
        if (this.#signedIn()?.accessToken === present.accessToken) this.end();
        return undefined;
      }
      if (present.expiresAt > this.#now()) return present.accessToken;
      throw error;
    }
  }

  /** Forgets the token. Whoever is signed in at Entra ID stays so there. */
  end(): void {
    this.#kept.removeItem(KEPT.signedIn);
    this.#kept.removeItem(KEPT.pending);
  }

  /** Once for all calls that wait for it: a refresh token may be good for one time only. */
  async #renew(present: SignedIn): Promise<SignedIn> {
    this.#renewal ??= this.#renewOnce(present).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(present: SignedIn): Promise<SignedIn> {
    const next = await renewSignIn(this.#at, present, this.#now());
    // Not for somebody who has signed out meanwhile.
    if (this.#signedIn() !== undefined) this.#kept.setItem(KEPT.signedIn, JSON.stringify(next));
    return next;
  }

  #signedIn(): SignedIn | undefined {
    return readSignedIn(this.#kept.getItem(KEPT.signedIn));
  }
}
