import { startScriptedServer } from './scripted-server.ts';
import { splitRequest } from './verify-webhook.ts';

export interface ReceivedWebhook {
  /** `/drift`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it was answered. */
  readonly status: number;
}

export interface WebhookReceiver {
  readonly origin: string;
  readonly received: readonly ReceivedWebhook[];
  /** What is answered from now on. */
  answer(status: number): void;
  stop(): Promise<void>;
}

/** A receiver of webhooks on 127.0.0.1 that keeps what comes. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status = 204;
  const server = await startScriptedServer(({ socket, request, target }) => {
    const path = target.split(' ')[1] ?? '';
    received.push({ path, status, ...splitRequest(request) });
    socket.end(`HTTP/1.1 ${status} Some\r\ncontent-length: 0\r\n\r\n`);
  });
  return {
    origin: server.origin,
    received,
    answer(next) {
      status = next;
    },
    stop: () => server.stop(),
  };
}
