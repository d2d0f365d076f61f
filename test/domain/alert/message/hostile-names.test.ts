import { describe, expect, test } from 'vitest';
import type { AlertMessage } from '../../../../shared/domain/alert/alert-message.ts';
import { composeAlert } from '../../../../shared/domain/alert/message/compose-alert.ts';
import { oneLine } from '../../../../shared/domain/alert/message/one-line.ts';
import { shellWord } from '../../../../shared/domain/alert/message/shell-word.ts';
import { toTeamsMessage } from '../../../../shared/domain/alert/message/to-adaptive-card.ts';
import { toHtml } from '../../../../shared/domain/alert/message/to-html.ts';
import { toMail } from '../../../../shared/domain/alert/message/to-mail.ts';
import { toPlainText } from '../../../../shared/domain/alert/message/to-plain-text.ts';
import { toSlackMessage } from '../../../../shared/domain/alert/message/to-slack-message.ts';
import { alertMessage, causeOf } from '../../../support/example-alert-message.ts';

const HTML = `<script>alert(1)</script><img src=x onerror="alert(2)">' & "`;

/** A message in which everything that somebody else has written is this text. */
function madeOf(text: string, count = 2): AlertMessage {
  const cause = causeOf('drift', {
    ...{ subject: `job:${text}`, modelId: text, group: text, valueStream: text },
    detail: {
      ...{
        type: 'drift',
        psi: 0.3,
        band: 'significant-shift',
        alarm: true,
        window: { from: text, to: text },
      },
      characteristics: Array.from({ length: 5 }, () => ({
        name: text,
        psi: 0.4,
        band: 'moderate-shift' as const,
      })),
    },
  });
  const failure = causeOf('run-failed', {
    detail: { type: 'failure', reason: text, message: text, attempts: 1, dueAt: cause.at },
    subject: `lock:${text}`,
  });
  const message = alertMessage();
  return {
    ...message,
    incident: {
      ...message.incident,
      ...{ group: text, valueStream: text, state: 'acknowledged', subjectCount: count, failingCount: count },
      acknowledgement: { at: cause.at, author: text, reason: text },
    },
    rule: { ruleId: text, description: text },
    subjects: [cause, ...Array.from({ length: count - 1 }, () => failure)],
  };
}

describe('names and messages in HTML', () => {
  const html = toHtml(composeAlert(madeOf(HTML)));

  test('begin no tag', () => {
    expect(html.match(/<(?:script|img)/gi)).toBeNull();
  });

  test('end no attribute and no entity', () => {
    const texts = html.replaceAll(/<[^<>]*>/g, '');

    expect(texts).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
  });

  test('leave as many tags as plain ones do', () => {
    const tags = (page: string): readonly string[] => page.match(/<\/?\w+/g) ?? [];

    expect(tags(html)).toEqual(tags(toHtml(composeAlert(madeOf('plain')))));
  });
});

describe('names and messages in lines', () => {
  const hostile = 'a\r\nBcc: eve@example.com\r\n\r\nAll is well.\u2028b\u0000c\u202Ed\u0085e';

  test('begin no other line of a subject', () => {
    expect(toMail(madeOf(hostile)).subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202E]/u);
  });

  test('begin no other line of a text', () => {
    const lines = (message: AlertMessage): readonly string[] =>
      toPlainText(composeAlert(message)).split('\n');

    expect(lines(madeOf(hostile)).length).toBeLessThanOrEqual(lines(madeOf('plain')).length);
    expect(lines(madeOf(hostile)).filter((line) => /^\s*(?:Bcc|All is well\.|b$|c$)/.test(line))).toEqual([]);
  });

  test('turn no direction and hide nothing', () => {
    expect(oneLine('a\u202Eb\u200Bc\u00ADd\uFEFFe')).toBe('a b c d e');
  });

  test('are cut between characters, and whole where they fit', () => {
    expect(oneLine('🛶'.repeat(5), 4)).toBe('🛶🛶🛶…');
    expect(oneLine('🛶'.repeat(4), 4)).toBe('🛶🛶🛶🛶');
  });

  test('with half a character are text all the same', () => {
    expect(encodeURIComponent(oneLine('a\uD800b'))).toBe('a%EF%BF%BDb');
  });
});

describe('names of a megabyte', () => {
  const message = madeOf('x'.repeat(1_000_000), 20);
  const text = composeAlert(message);

  test('leave a subject that fits a header', () => {
    expect(toMail(message).subject.length).toBeLessThanOrEqual(200);
  });

  test('leave a card that Teams takes', () => {
    expect(Buffer.byteLength(JSON.stringify(toTeamsMessage(text)))).toBeLessThan(28_000);
  });

  test('leave a message that Slack takes', () => {
    const { blocks } = toSlackMessage(text);

    const lengths = blocks.map((block) => ('text' in block ? block.text.text.length : 0));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3000);
    expect(blocks.length).toBeLessThanOrEqual(50);
  });

  test('leave a mail of less than 100 kB', () => {
    const { html, text: plain } = toMail(message);

    expect(html.length + plain.length).toBeLessThan(100_000);
  });
});

describe('a card that would be too long', () => {
  test('counts the rows that are left out', () => {
    const message = madeOf('漢'.repeat(300), 20);

    const card = toTeamsMessage(composeAlert(message));

    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28_000);
    expect(JSON.stringify(card)).toMatch(/\d+ of these are left out here/);
  });
});

describe('names in chats', () => {
  test('call nobody in Slack, and link to nothing', () => {
    const { text, blocks } = toSlackMessage(
      composeAlert(madeOf('<!channel> <https://evil.example|click>', 1)),
    );

    expect(text).toContain('&lt;!channel&gt;');
    expect(text).not.toContain('<');
    const marked = blocks.flatMap((block) =>
      'text' in block && block.text.type === 'mrkdwn' ? [block.text.text] : [],
    );
    expect(marked).toEqual([
      '<https://evenkeel.example/alerts/failures.0123456789abcdef-1|Open the incident>',
    ]);
  });

  test('stand in Teams where neither Markdown nor a mention has a meaning', () => {
    const [{ content }] = toTeamsMessage(
      composeAlert(madeOf('[click](https://evil.example) <at>all</at>')),
    ).attachments;

    const types: readonly string[] = content.body.map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['RichTextBlock']));
  });
});

describe('a link', () => {
  test.each([
    'javascript:alert(1)',
    'https://a.example/"><script>',
    'https://a.example/ b',
    'https://a.example/|x',
  ])('that is none of the web is left out: %s', (link) => {
    expect(composeAlert({ ...alertMessage(), link }).link).toBeUndefined();
  });
});

describe('commands', () => {
  test('that a name would make into two lines are left out', () => {
    const { steps } = composeAlert(madeOf('a\nrm -rf ~'));

    expect(steps.map(({ command }) => command)).toEqual([undefined, undefined, undefined]);
  });

  test('take a name as one word, whatever is in it', () => {
    expect(shellWord(`a'; rm -rf ~; '`)).toBe(`'a'\\''; rm -rf ~; '\\'''`);
    expect(shellWord('--force')).toBe(`'--force'`);
    expect(shellWord('')).toBe(`''`);
    expect(shellWord('churn-daily.20260301T060000Z')).toBe('churn-daily.20260301T060000Z');
  });
});
