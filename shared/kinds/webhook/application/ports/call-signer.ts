/** A message to be signed. */
export interface MessageToSign {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly body: string;
  /** What the secrets hold, the one in use first. */
  readonly secrets: readonly string[];
}

/** Signs calls. */
export interface CallSigner {
  /** The headers that say whom a message is from; undefined when a secret is none that signs. */
  sign(message: MessageToSign): Readonly<Record<string, string>> | undefined;

  /** What a secret has to be, in words for people. */
  readonly rule: string;
}
