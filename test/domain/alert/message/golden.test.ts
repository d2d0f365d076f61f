import { describe, expect, test } from 'vitest';
import { ALERT_CONDITIONS } from '../../../../shared/domain/alert/alert-condition.ts';
import { ALERT_NOTICES } from '../../../../shared/domain/alert/delivery.ts';
import { composeAlert } from '../../../../shared/domain/alert/message/compose-alert.ts';
import { toTeamsMessage } from '../../../../shared/domain/alert/message/to-adaptive-card.ts';
import { toHtml } from '../../../../shared/domain/alert/message/to-html.ts';
import { toPlainText } from '../../../../shared/domain/alert/message/to-plain-text.ts';
import { toSlackMessage } from '../../../../shared/domain/alert/message/to-slack-message.ts';
import { alertMessage, causeOf } from '../../../support/example-alert-message.ts';

// What people read, kept as files: `vitest run -u` writes them anew, and a person reads the difference.

describe('a message', () => {
  test.each(ALERT_CONDITIONS)('of %s reads well, whatever there is to tell', async (condition) => {
    const texts = ALERT_NOTICES.map((notice) => {
      const text = composeAlert(alertMessage(condition, notice));
      return `===== ${notice}\nSubject: ${text.subjectLine}\n\n${toPlainText(text)}`;
    });

    await expect(texts.join('\n')).toMatchFileSnapshot(`golden/${condition}.txt`);
  });

  test('of five thousand jobs names twenty and counts the others', async () => {
    const subjects = Array.from({ length: 20 }, (_, index) =>
      causeOf('run-failed', {
        subject: `job:loans-${index}`,
        group: 'report-server-failed at reports.example.com',
      }),
    );
    const { incident } = alertMessage('run-failed');
    const text = composeAlert(
      alertMessage('run-failed', 'opened', {
        ...{ subjects },
        incident: {
          ...{ ...incident, group: 'report-server-failed at reports.example.com' },
          ...{ subjectCount: 5000, failingCount: 5000, causeCount: 5000 },
        },
      }),
    );

    expect(text.subjectLine).toBe(
      '[Evenkeel] critical: 5,000 jobs failed: report-server-failed at reports.example.com',
    );
    expect(text.more).toBe('and 4,980 more');
    await expect(toPlainText(text)).toMatchFileSnapshot('golden/many.txt');
  });

  test('is a page of HTML, a card and a message of Slack', async () => {
    const text = composeAlert(
      alertMessage('drift', 'opened', {
        subjects: [causeOf('drift'), causeOf('drift', { subject: 'job:upsell-daily', modelId: 'upsell' })],
      }),
    );

    await expect(toHtml(text)).toMatchFileSnapshot('golden/drift.html.txt');
    await expect(JSON.stringify(toTeamsMessage(text), null, 1)).toMatchFileSnapshot('golden/drift.teams.txt');
    await expect(JSON.stringify(toSlackMessage(text), null, 1)).toMatchFileSnapshot('golden/drift.slack.txt');
  });
});
