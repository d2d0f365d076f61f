import { mkdir, open } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface MailCatcher {
  readonly port: number;
  stop(): Promise<void>;
}

export interface MailCatcherOptions {
  /** Where the mails are put. */
  readonly folder: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** Told of each mail that has come. */
  readonly onMail?: (mail: CaughtMail) => void;
}

export interface CaughtMail {
  /** The whole mail, as it would have gone out (RFC 5322). */
  readonly path: string;
  readonly to: readonly string[];
}

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * An SMTP server on 127.0.0.1 that delivers nothing: each mail becomes a file, which mail programs open. It asks for no login
 * and has no encryption: it is for a client on the same machine.
 */
export async function startMailCatcher({
  folder,
  port = 0,
  onMail,
}: MailCatcherOptions): Promise<MailCatcher> {
  await mkdir(folder, { recursive: true });
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], size: MAX_BYTES, closeTimeout: 100 },
    onData: (stream, { envelope }, done) => {
      keep(stream, folder).then((path) => {
        onMail?.({ path, to: envelope.rcptTo.map(({ address }) => address) });
        done();
      }, done);
    },
  });
  // Of single connections; the next mail comes over another one.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async stop() {
      await new Promise<void>((done) => {
        server.close(done);
      });
    },
  };
}

/** In order of their coming; none replaces another. */
async function keep(stream: SMTPServerDataStream, folder: string): Promise<string> {
  const content = await buffer(stream);
  const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${time}${count === 1 ? '' : `-${count}`}.eml`);
    try {
      const file = await open(path, 'wx');
      await file.writeFile(content).finally(() => file.close());
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
