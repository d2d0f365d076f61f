import rhea, { type Message, type Receiver, type Sender } from 'rhea';
import { z } from 'zod';
import type { Turn } from '../broker/turn.ts';
import { grantCredit } from './incoming-link.ts';
import { openSender } from './rhea-internals.ts';

const requestSchema = z.object({
  message_id: z.union([z.string(), z.number(), z.instanceof(Buffer)]),
  reply_to: z.string(),
  application_properties: z.record(z.string(), z.unknown()),
  body: z.unknown(),
});

export type Request = z.infer<typeof requestSchema>;

export interface Reply {
  readonly application_properties: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The links of one connection on which replies go back to the client, found by the address the request names. */
export class ReplyLinks {
  #senders: readonly Sender[] = [];

  add(sender: Sender): void {
    // Settled when sent: a disposition for each reply would only wait for the client's delayed acknowledgement.
    openSender(sender).local.attach.snd_settle_mode = 1;
    this.#senders = [...this.#senders.filter((other) => other.is_open()), sender];
  }

  send(replyTo: string, reply: Message): void {
    // $cbs has only the link's name, $management also the target address.
    const sender = this.#senders.find(
      (link) => link.is_open() && (link.name === replyTo || link.target.address === replyTo),
    );
    sender?.send(reply);
  }
}

export interface RequestLinkDependencies {
  readonly replies: ReplyLinks;
  readonly turn: Turn;
  readonly answer: (request: Request) => Reply;
}

/** Serves a request/response node: every request gets one reply, after what it changed is on disk. */
export function openRequestLink(
  receiver: Receiver,
  { replies, turn, answer }: RequestLinkDependencies,
): void {
  grantCredit(receiver);
  receiver.on('message', ({ message, delivery }: { message?: unknown; delivery?: { accept(): void } }) => {
    if (!Buffer.isBuffer(message)) return;
    const request = requestSchema.parse(rhea.message.decode(message));
    const reply = answer(request);
    turn.afterCommit(() => {
      delivery?.accept();
      replies.send(request.reply_to, {
        body: reply.body ?? null,
        application_properties: reply.application_properties,
        correlation_id: request.message_id,
      });
    });
  });
}
