import { randomUUID } from 'node:crypto';
import { Refused } from './refused.ts';

interface Session {
  readonly sessionId: number;
  readonly masterToken: string;
  token: string;
  isTokenExpired: boolean;
}

/** The sessions that are logged in. Their tokens expire when a test says so. */
export class StandInSessions {
  readonly #sessions = new Set<Session>();
  #count = 0;

  get count(): number {
    return this.#sessions.size;
  }

  start(): { readonly sessionId: number; readonly token: string; readonly masterToken: string } {
    this.#count += 1;
    const session = {
      sessionId: this.#count,
      token: randomUUID(),
      masterToken: randomUUID(),
      isTokenExpired: false,
    };
    this.#sessions.add(session);
    return session;
  }

  /** Throws Refused 390112 for an expired token, which the driver renews, and 390111 for one that is unknown. */
  assertKnown(token: string): void {
    const session = this.#find((one) => one.token === token);
    if (session === undefined) throw new Refused('390111', '08001', 'Session no longer exists.');
    if (session.isTokenExpired) throw new Refused('390112', '08001', 'Session token has expired.');
  }

  /** A new token for the session of a master token. Throws Refused 390114 when that is unknown. */
  renew(masterToken: string): { readonly sessionToken: string; readonly masterToken: string } {
    const session = this.#find((one) => one.masterToken === masterToken);
    if (session === undefined) throw new Refused('390114', '08001', 'Master token has expired.');
    session.token = randomUUID();
    session.isTokenExpired = false;
    return { sessionToken: session.token, masterToken };
  }

  end(token: string): void {
    const session = this.#find((one) => one.token === token);
    if (session !== undefined) this.#sessions.delete(session);
  }

  /** From now on the tokens have to be renewed. */
  expireTokens(): void {
    for (const session of this.#sessions) session.isTokenExpired = true;
  }

  /** From now on no session is known. */
  endAll(): void {
    this.#sessions.clear();
  }

  #find(matches: (session: Session) => boolean): Session | undefined {
    return [...this.#sessions].find(matches);
  }
}
