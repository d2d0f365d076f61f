import type { SendOutcome } from '../../application/ports/alert-sender.ts';
import type { Secrets } from '../../application/ports/secrets.ts';
import type { AlertMessage } from '../../domain/alert/alert-message.ts';
import { composeAlert, type AlertText } from '../../domain/alert/message/compose-alert.ts';
import { toTeamsMessage } from '../../domain/alert/message/to-adaptive-card.ts';
import { toSlackMessage } from '../../domain/alert/message/to-slack-message.ts';
import { postJson, type PostingDeps } from './post-json.ts';
import { secretMissing } from './secret-missing.ts';

/** Posts to an incoming webhook of a chat, whose address is a secret: whoever knows it may write there. */
export class ChatSender {
  readonly #deps: PostingDeps;
  readonly #secrets: Secrets;
  readonly #chat: Chat;

  constructor(chat: Chat, deps: PostingDeps & { readonly secrets: Secrets }) {
    this.#chat = chat;
    this.#deps = deps;
    this.#secrets = deps.secrets;
  }

  async send({ urlSecret }: { readonly urlSecret: string }, message: AlertMessage): Promise<SendOutcome> {
    const url = this.#secrets.get(urlSecret);
    if (url === undefined) return secretMissing(urlSecret);
    const { name, toBody } = this.#chat;
    const body = JSON.stringify(toBody(composeAlert(message)));
    return postJson(this.#deps, { url, body, headers: {}, receiver: `${name} (secret '${urlSecret}')` });
  }
}

interface Chat {
  readonly name: string;
  readonly toBody: (text: AlertText) => unknown;
}

export const TEAMS: Chat = { name: 'Teams', toBody: toTeamsMessage };
export const SLACK: Chat = { name: 'Slack', toBody: toSlackMessage };
