import { computed, Service, signal } from '@angular/core';
import type { MeView } from '../../shared/contracts/http/me.ts';
import type { Role } from '../../shared/domain/access/role.ts';

const RANKS: Readonly<Record<Role, number>> = { reader: 1, operator: 2, admin: 3 };

const EVERY_STREAM = '*';

const STORED_TOKEN = 'evenkeel.token';

/** Where the token of a caller comes from; asked before each call, so that one that ends can be renewed. */
export type TokenSource = () => Promise<string | undefined>;

/** Who uses the page, and what they may do. The token lives as long as the tab. */
@Service()
export class Session {
  readonly #me = signal<MeView | undefined>(undefined);
  readonly #isRefused = signal(false);
  #source: TokenSource = storedToken;

  /** Undefined until the API has said it. */
  readonly me = this.#me.asReadonly();

  /** Whether somebody has to sign in before anything can be seen. */
  readonly isRefused = this.#isRefused.asReadonly();

  /** Whether the caller may do something in more than one value stream, so that it is worth naming. */
  readonly seesEveryStream = computed(() => this.#grantOf(EVERY_STREAM) > 0);

  async token(): Promise<string | undefined> {
    return this.#source();
  }

  /** A token or an API key that somebody has typed in. */
  useToken(token: string): void {
    sessionStorage.setItem(STORED_TOKEN, token);
    this.#source = storedToken;
    this.#isRefused.set(false);
  }

  /** A token that is renewed by whoever gives it; one that was typed in before is forgotten. */
  useSource(source: TokenSource): void {
    this.forget();
    this.#source = source;
    this.#isRefused.set(false);
  }

  known(me: MeView): void {
    this.#me.set(me);
    this.#isRefused.set(false);
  }

  /** The API does not believe the token, or wants one. */
  refused(): void {
    this.#isRefused.set(true);
  }

  /** Forgets the token that was typed in; what is in the page's memory of its owner goes when it is loaded again. */
  forget(): void {
    sessionStorage.removeItem(STORED_TOKEN);
  }

  /** Whether the caller has the role, or a higher one, in the value stream; without one: in any. */
  may(role: Role, valueStream?: string): boolean {
    const streams = (this.#me()?.grants ?? []).map((grant) => grant.valueStream);
    const asked = valueStream === undefined ? streams : [valueStream];
    return [EVERY_STREAM, ...asked].some((stream) => this.#grantOf(stream) >= RANKS[role]);
  }

  #grantOf(valueStream: string): number {
    const grants = (this.#me()?.grants ?? []).filter((grant) => grant.valueStream === valueStream);
    return Math.max(0, ...grants.map(({ role }) => RANKS[role]));
  }
}

async function storedToken(): Promise<string | undefined> {
  return sessionStorage.getItem(STORED_TOKEN) ?? undefined;
}
