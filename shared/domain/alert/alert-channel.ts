/** Where people are told. What is secret is named, never held: see `Secrets`. */
export type AlertChannel =
  | { readonly type: 'email'; readonly to: readonly string[] }
  /** The e-mail addresses that the job of the model names as `recipients`. */
  | { readonly type: 'recipients' }
  /** A CloudEvent by POST, signed with the secret of that name. */
  | { readonly type: 'webhook'; readonly url: string; readonly signingSecret: string }
  /** An incoming webhook of Microsoft Teams; its address is a secret. */
  | { readonly type: 'teams'; readonly urlSecret: string }
  /** An incoming webhook of Slack; its address is a secret. */
  | { readonly type: 'slack'; readonly urlSecret: string };

export const ALERT_CHANNELS = [
  'email',
  'recipients',
  'webhook',
  'teams',
  'slack',
] as const satisfies readonly AlertChannel['type'][];

/** A channel that names whom it reaches: `recipients` is an e-mail by then. */
export type DirectChannel = Exclude<AlertChannel, { readonly type: 'recipients' }>;
