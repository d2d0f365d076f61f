import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMailCatcher, type CaughtMail } from '../../../local/mail/start-mail-catcher.ts';
import { SmtpMailer } from '../../../shared/adapters/smtp/smtp-mailer.ts';
import { toMail } from '../../../shared/domain/alert/message/to-mail.ts';
import { alertMessage } from '../../support/example-alert-message.ts';

describe('the mail catcher', () => {
  test('makes each mail a file that mail programs open', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'evenkeel-mail-')), 'mail');
    const caught: CaughtMail[] = [];
    const catcher = await startMailCatcher({ folder, onMail: (mail) => caught.push(mail) });
    onTestFinished(async () => {
      await catcher.stop();
      rmSync(folder, { recursive: true });
    });
    const mailer = new SmtpMailer({
      ...{ host: '127.0.0.1', port: catcher.port, security: 'none', from: 'evenkeel@localhost' },
    });
    const mail = toMail(alertMessage());

    const outcomes = await Promise.all([
      mailer.send(mail, ['ada@example.com']),
      mailer.send(mail, ['bo@example.com', 'cy@example.com']),
    ]);

    expect(outcomes).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }]);
    expect(readdirSync(folder)).toHaveLength(2);
    const contents = await Promise.all(caught.map(({ path }) => PostalMime.parse(readFileSync(path))));
    expect(contents.map(({ subject }) => subject)).toEqual([mail.subject, mail.subject]);
    expect(caught.map(({ to }) => to.length).sort()).toEqual([1, 2]);
  });
});
