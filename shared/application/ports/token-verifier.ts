/** What a bearer token says that is believed. Ids are as the token has them. */
export interface TokenClaims {
  /** A person, or a program in its own name. */
  readonly kind: 'user' | 'app';
  /** Object id of the person; client id of the program. */
  readonly id: string;
  readonly name: string;
  /** App roles. */
  readonly roles: readonly string[];
  /** Object ids of groups. */
  readonly groups: readonly string[];
  /** The token had no room for the groups: grants of groups do not count for it. */
  readonly lacksGroups: boolean;
}

export type TokenOutcome =
  | { readonly outcome: 'accepted'; readonly claims: TokenClaims }
  /** `reason` is for the caller and tells nothing of what would be accepted; `detail` is for the log. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly detail: string };

/** Says whether a bearer token is one to believe. */
export interface TokenVerifier {
  /** Never throws for a token, whatever it is; Unavailable when the keys cannot be had. */
  verify(token: string): Promise<TokenOutcome>;
}
