import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { z } from 'zod';

export interface ReceivedMail {
  /** Whom the server was told to deliver it to. */
  readonly recipients: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly content: Email;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Resolves when so many mails have come. */
  received(count: number): Promise<readonly ReceivedMail[]>;
  stop(): Promise<void>;
}

export interface MailServerOptions {
  /** PEM; the server then offers STARTTLS, or with `secure` speaks TLS from the start. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly secure?: boolean;
  /** The server then asks for this login. */
  readonly login?: { readonly user: string; readonly password: string };
  /** What to answer in place of taking a recipient, by its address: `550 …`. */
  readonly refusals?: Readonly<Record<string, string>>;
  /** What to answer in place of taking a mail. */
  readonly refusal?: string;
  readonly port?: number;
}

/** A real SMTP server on 127.0.0.1 that keeps what it takes. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { tls, secure = false, login, refusals = {}, refusal, port: wantedPort = 0 } = options;
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...(tls === undefined ? { hideSTARTTLS: true } : { ...tls, secure }),
    authOptional: login === undefined,
    // Who still hangs when the test is over is cut off.
    closeTimeout: 50,
    ...(login === undefined && { disabledCommands: ['AUTH'] }),
    onAuth: ({ username, password }, _session, done) => {
      const isRight = username === login?.user && password === login?.password;
      if (isRight) done(null, { user: username });
      else done(reply('535 5.7.8 the login of secret-user is wrong'));
    },
    onRcptTo: ({ address }, _session, done) => {
      const answer = refusals[address];
      done(answer === undefined ? null : reply(answer));
    },
    onData: (stream, session, done) => {
      void stream.toArray().then(async (pieces: readonly unknown[]) => {
        if (refusal !== undefined) {
          done(reply(refusal));
          return;
        }
        const content = await PostalMime.parse(Buffer.concat(z.array(z.instanceof(Buffer)).parse(pieces)));
        mails.push({
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
          user: z.string().optional().parse(session.user),
          content,
        });
        done();
        server.emit('mail');
      });
    },
  } satisfies SMTPServerOptions);
  // A client that ends in the middle of TLS is one of the tests.
  server.on('error', () => undefined);
  server.listen(wantedPort, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: z.object({ port: z.number() }).parse(server.server.address()).port,
    mails,
    async received(count) {
      while (mails.length < count) await once(server, 'mail');
      return mails;
    },
    async stop() {
      await new Promise<void>((done) => {
        server.close(done);
      });
    },
  };
}

function reply(text: string): Error {
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) });
}
