import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Service, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { readMe, readSignIn } from '../../shared/contracts/http/operation-paths.ts';
import type { MeView } from '../../shared/contracts/http/me.ts';
import type { EntraSignIn, SignInView } from '../../shared/contracts/http/sign-in.ts';
import { callFailed, messageOf } from '../api/problem.ts';
import { Session } from '../api/session.ts';
import type { EntraSession } from './entra-session.ts';
import { KEPT } from './kept-sign-in.ts';

/** What is refused with these words is not the fault of whoever signs in. */
const NO_ENTRA = 'This Evenkeel does not send people to Microsoft Entra ID any more. Bring a token.';

/**
 * How people sign in here: who comes back from Entra ID, who is signed in there already, and who brings a token. Its own
 * calls are made without a token, beside the API client, which waits for one.
 */
@Service()
export class SignIns {
  readonly #http = inject(HttpClient);
  readonly #session = inject(Session);
  readonly #fault = signal<string | undefined>(undefined);
  #ways: Promise<SignInView> | undefined;
  #entra: Promise<EntraSession> | undefined;

  /** Why the last sign-in did not succeed. */
  readonly fault = this.#fault.asReadonly();

  /** The ways there are; asked for once. Throws CallFailed. */
  async ways(): Promise<SignInView> {
    this.#ways ??= this.#read<SignInView>(readSignIn.path).catch((error: unknown) => {
      this.#ways = undefined;
      throw error;
    });
    return this.#ways;
  }

  /** Goes on with the sign-in that this tab has. */
  resume(): void {
    if (sessionStorage.getItem(KEPT.signedIn) !== null) this.#useEntra();
  }

  /** Takes the answer of Entra ID; the path where they were, or undefined when there is a fault. */
  async finish(answer: URL): Promise<string | undefined> {
    try {
      const entra = await this.#entraSession();
      const returnTo = await entra.finish(answer);
      this.#useEntra();
      return returnTo;
    } catch (error) {
      this.#fault.set(messageOf(error));
      return undefined;
    }
  }

  /** Leaves the page for Entra ID, to come back to `returnTo`. */
  async leaveForEntra(returnTo: string): Promise<void> {
    await this.#telling(async () => {
      const entra = await this.#entraSession();
      const address = await entra.begin({ redirectUri: `${location.origin}/sign-in`, returnTo });
      location.assign(address);
    });
  }

  /** Whether the API believes the token or key; it is kept then. */
  async bring(token: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${token}` };
    const me = await this.#telling(() => this.#read<MeView>(readMe.path, headers));
    if (me === undefined) return false;
    sessionStorage.removeItem(KEPT.signedIn);
    this.#session.useToken(token);
    return true;
  }

  /** Forgets whoever is signed in, and all that the page knows by their rights. */
  signOut(): void {
    sessionStorage.removeItem(KEPT.signedIn);
    sessionStorage.removeItem(KEPT.pending);
    this.#session.forget();
    location.assign('/');
  }

  #useEntra(): void {
    this.#session.useSource(async () => (await this.#entraSession()).token());
  }

  async #entraSession(): Promise<EntraSession> {
    this.#entra ??= this.#makeEntra().catch((error: unknown) => {
      this.#entra = undefined;
      throw error;
    });
    return this.#entra;
  }

  async #makeEntra(): Promise<EntraSession> {
    const [{ methods }, { EntraSession: Made }] = await Promise.all([
      this.ways(),
      import('./entra-session.ts'),
    ]);
    const at = methods.find((method): method is EntraSignIn => method.type === 'entra');
    if (at === undefined) throw new Error(NO_ENTRA);
    return new Made({ at, kept: sessionStorage, now: () => Date.now() });
  }

  async #read<T>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    try {
      return await firstValueFrom(this.#http.get<T>(`/api${path}`, { headers }));
    } catch (error) {
      throw error instanceof HttpErrorResponse ? callFailed(error.status, error.error) : error;
    }
  }

  async #telling<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.#fault.set(undefined);
    try {
      return await work();
    } catch (error) {
      this.#fault.set(messageOf(error));
      return undefined;
    }
  }
}
