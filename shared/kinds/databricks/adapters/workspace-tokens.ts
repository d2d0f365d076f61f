import type { Clock } from '../../../application/ports/environment.ts';

/** A token for a workspace, or why there is none. */
export type TokenFound =
  | { readonly outcome: 'found'; readonly token: string }
  | { readonly outcome: 'missing'; readonly why: string };

export interface WorkspaceTokens {
  /** @throws what the way to the token throws: an OutgoingFault, or the identity's own error. */
  get(): Promise<TokenFound>;
  /** The token given last was refused: the next one is to be another, where that can be. Says whether it can. */
  forget(): boolean;
}

/** A token that somebody has made and put into a secret; it is read each time, so that it can be changed. */
export class SecretToken implements WorkspaceTokens {
  readonly #read: () => string | undefined;
  readonly #secretName: string;

  constructor(secretName: string, read: () => string | undefined) {
    this.#secretName = secretName;
    this.#read = read;
  }

  async get(): Promise<TokenFound> {
    const token = this.#read();
    if (token !== undefined) return { outcome: 'found', token };
    const name = `SECRETS__${this.#secretName}`;
    return { outcome: 'missing', why: `there is no secret for it: set the app setting ${name}` };
  }

  forget(): boolean {
    return false;
  }
}

export interface FreshToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** A token is asked for anew so long before its end: a request under way is not to be overtaken by it. */
const RENEW_BEFORE_MS = 120_000;

/** Tokens that somebody hands out for a while; one is asked for at a time, and kept until shortly before its end. */
export class RenewedTokens implements WorkspaceTokens {
  readonly #ask: () => Promise<FreshToken | { readonly why: string }>;
  readonly #clock: Clock;
  #held: FreshToken | undefined;
  #asking: Promise<TokenFound> | undefined;

  constructor(ask: () => Promise<FreshToken | { readonly why: string }>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  async get(): Promise<TokenFound> {
    const held = this.#held;
    if (held !== undefined && this.#clock.now() < held.expiresAt - RENEW_BEFORE_MS) {
      return { outcome: 'found', token: held.token };
    }
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  forget(): boolean {
    const hadOne = this.#held !== undefined;
    this.#held = undefined;
    return hadOne;
  }

  async #renew(): Promise<TokenFound> {
    const given = await this.#ask();
    if ('why' in given) return { outcome: 'missing', why: given.why };
    this.#held = given;
    return { outcome: 'found', token: given.token };
  }
}
