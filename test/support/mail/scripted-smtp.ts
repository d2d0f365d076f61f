import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { z } from 'zod';

/** What is said to a command: lines with their code, `hang` for nothing, `drop` to close the connection. */
export type SmtpReply = string;

export interface ScriptedSmtp {
  readonly port: number;
  readonly commands: readonly string[];
  stop(): Promise<void>;
}

const POLITE: Readonly<Record<string, SmtpReply>> = {
  GREETING: '220 mail.example ESMTP',
  EHLO: '250 mail.example',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  '.': '250 taken',
  QUIT: '221 bye',
};

/** A server that misbehaves at exactly one step of a mail: GREETING, EHLO, MAIL, RCPT, DATA, or `.` for the end of the mail. */
export async function startScriptedSmtp(replies: Readonly<Record<string, SmtpReply>>): Promise<ScriptedSmtp> {
  const open = new Set<Socket>();
  const commands: string[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    converse(socket, { ...POLITE, ...replies }, commands);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: z.object({ port: z.number() }).parse(server.address()).port,
    commands,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function converse(socket: Socket, replies: Readonly<Record<string, SmtpReply>>, commands: string[]): void {
  let text = '';
  let isInMail = false;
  const answer = (step: string): void => {
    const reply = replies[step] ?? '250 ok';
    commands.push(step);
    if (reply === 'drop') socket.destroy();
    else if (reply !== 'hang') socket.write(`${reply}\r\n`);
  };
  answer('GREETING');
  socket.on('data', (piece: Buffer) => {
    text += piece.toString('latin1');
    for (;;) {
      const end = text.indexOf(isInMail ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const line = text.slice(0, end);
      text = text.slice(end + (isInMail ? 5 : 2));
      const step = isInMail ? '.' : line.slice(0, 4).toUpperCase().trim();
      isInMail = step === 'DATA' && replies['DATA']?.startsWith('354') === true;
      answer(step);
    }
  });
}
