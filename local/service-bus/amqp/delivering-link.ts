/** `detached`: by the client, in order; `disconnected`: its connection broke. */
export type LinkEnd = 'detached' | 'disconnected';

/** A link that takes messages from a queue when it is its turn. */
export interface DeliveringLink {
  /** Takes the next message for this link. @returns false when there is no credit or no message. */
  deliverNext(): boolean;
  close(end: LinkEnd): void;
}
