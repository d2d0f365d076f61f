import type { ChannelSender } from '../../application/alerts/create-alert-sender.ts';
import type { SendOutcome } from '../../application/ports/alert-sender.ts';
import type { Secrets } from '../../application/ports/secrets.ts';
import { toAlertEvent } from '../../contracts/alert-event.ts';
import type { AlertMessage } from '../../domain/alert/alert-message.ts';
import { postJson, type PostingDeps } from './post-json.ts';
import { secretMissing } from './secret-missing.ts';
import { signMessage, SIGNING_SECRET_RULE, toSigningKeys } from './sign-message.ts';

interface WebhookChannel {
  readonly url: string;
  readonly signingSecret: string;
}

/** Posts a CloudEvent, signed as Standard Webhooks has it. */
export class WebhookSender implements ChannelSender<'webhook'> {
  readonly #deps: PostingDeps;
  readonly #secrets: Secrets;

  constructor(deps: PostingDeps & { readonly secrets: Secrets }) {
    this.#deps = deps;
    this.#secrets = deps.secrets;
  }

  async send({ url, signingSecret }: WebhookChannel, message: AlertMessage): Promise<SendOutcome> {
    const secret = this.#secrets.get(signingSecret);
    if (secret === undefined) return secretMissing(signingSecret);
    const keys = toSigningKeys(secret);
    if (keys === undefined) {
      return {
        outcome: 'not-sent',
        reason: `The secret '${signingSecret}' cannot sign: it ${SIGNING_SECRET_RULE}.`,
        isTransient: false,
      };
    }
    const event = toAlertEvent(message);
    const body = JSON.stringify(event);
    const signed = signMessage({ id: event.id, at: this.#deps.clock.now(), body, keys });
    return postJson(this.#deps, {
      ...{ url, body, receiver: `The webhook at ${hostOf(url)}` },
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', ...signed },
    });
  }
}

/** Paths and queries may hold what is nobody's business. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that cannot be read';
}
