import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Trouble } from '../../../local/report-server/trouble.ts';
import { startReportDesk, type ReportDesk } from './report-desk.ts';

describe('trouble', () => {
  let desk: ReportDesk;

  beforeEach(async () => {
    desk = await startReportDesk();
  });
  afterEach(async () => {
    await desk.server.stop();
  });

  async function askAndWait(): Promise<string> {
    const ticket = await desk.ask();
    desk.pass(1000);
    return ticket;
  }

  test('fails the next requests and no more, making no report for them', async () => {
    desk.server.setTrouble({ failRequests: { status: 503, times: 2, retryAfter: '7' } });
    const answers = [];
    for (let index = 0; index < 3; index += 1) answers.push(await desk.fetch('/request_report'));

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['7', '7', null]);
    expect(desk.server.stats()).toMatchObject({ requests: 3, inFlight: 1, worstOverlap: 1 });
  });

  test('loses the next answers and no more, making the reports all the same', async () => {
    desk.server.setTrouble({ loseAnswers: 2 });
    await expect(desk.ask()).rejects.toThrow();
    await expect(desk.ask()).rejects.toThrow();

    expect(await desk.ask()).toBe('t3');
    expect(desk.server.stats()).toMatchObject({ requests: 3, inFlight: 3 });
  });

  test('fails the next gets and no more', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ failGets: { status: 500, times: 1 } });
    const first = await desk.get(ticket);
    const second = await desk.get(ticket);

    expect([first.status, second.status]).toEqual([500, 200]);
    expect(desk.server.stats()).toMatchObject({ gets: 2, reportsGiven: 1 });
  });

  test.each(['<html><body>Sign in</body></html>', 'a/b%c', '100%', ' spaced\n', 'ü?#&', '..'.repeat(3)])(
    'gives the odd ticket %j, which stands for the report',
    async (odd) => {
      desk.server.setTrouble({ ticketOf: () => odd });
      const ticket = await askAndWait();

      expect(ticket).toBe(odd);
      expect((await desk.get(ticket)).text).toMatch(/^account_id,/);
    },
  );

  test('gives reports with another content type', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ contentType: 'text/html' });
    const response = await desk.fetch(`/get_report/${ticket}`);
    await response.text();

    expect(response.headers.get('content-type')).toBe('text/html');
  });

  test.each([0, 1, 100, 300])('breaks a report off after %i bytes', async (bytes) => {
    const whole = (await desk.get(await askAndWait())).text;
    desk.server.setTrouble({ truncateAfterBytes: bytes });
    const response = await desk.fetch('/get_report/t1');
    const received = await receive(response);

    expect(response.headers.get('content-length')).toBe(String(whole.length));
    expect(received).toEqual({ text: whole.slice(0, bytes), isWhole: false });
  });

  test('does not break off a report that is no longer than that', async () => {
    const whole = (await desk.get(await askAndWait())).text;
    desk.server.setTrouble({ truncateAfterBytes: whole.length });

    expect((await desk.get('t1')).text).toBe(whole);
  });

  test('lets a report trickle, a byte at a time', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ trickleMs: 1, truncateAfterBytes: 20 });
    const response = await desk.fetch(`/get_report/${ticket}`);
    const { text } = await receive(response);

    expect(text).toBe('account_id,segment,a');
  });

  test('trickles no further once the caller has gone away', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ trickleMs: 60_000 });
    const caller = new AbortController();
    const response = await desk.fetch(`/get_report/${ticket}`, { signal: caller.signal });
    caller.abort();
    await expect(response.text()).rejects.toThrow();
    desk.server.setTrouble({});

    expect((await desk.get(ticket)).status).toBe(200);
  });

  test('redirects requests and gets, making no report', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ redirectTo: 'http://169.254.169.254/latest' });
    const paths = ['/request_report', `/get_report/${ticket}`];
    const answers = await Promise.all(paths.map((path) => desk.fetch(path, { redirect: 'manual' })));

    expect(answers.map(({ status }) => status)).toEqual([302, 302]);
    expect(answers.map(({ headers }) => headers.get('location'))).toEqual([
      'http://169.254.169.254/latest',
      'http://169.254.169.254/latest',
    ]);
    expect(desk.server.stats().inFlight).toBe(0);
  });

  test('never gives a report, and gives it once the trouble is over', async () => {
    const ticket = await askAndWait();
    desk.server.setTrouble({ neverReady: true });
    const during = await desk.get(ticket);
    desk.server.setTrouble({});
    const after = await desk.get(ticket);

    expect(during.text).toBe('report is not ready');
    expect(after.text).toMatch(/^account_id,/);
  });

  test.each([202, 404, 409, 425, 503] as const)('says "not ready" by status %i', async (status) => {
    const ticket = await desk.ask();
    desk.server.setTrouble({ notReadyStatus: { status, retryAfter: '3' } });
    const response = await desk.fetch(`/get_report/${ticket}`);

    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await response.text()).toBe('');
    expect(desk.server.stats().notReadyAnswers).toBe(1);
  });

  test('sends no Retry-After where none is asked for', async () => {
    const ticket = await desk.ask();
    desk.server.setTrouble({ notReadyStatus: { status: 202 } });
    const response = await desk.fetch(`/get_report/${ticket}`);

    expect(response.headers.get('retry-after')).toBeNull();
  });

  test('answers 500 when the making of odd tickets fails', async () => {
    desk.server.setTrouble({
      ticketOf: () => {
        throw new Error('no paper');
      },
    });
    const response = await desk.fetch('/request_report');

    expect(response.status).toBe(500);
    expect(await response.text()).toContain('no paper');
  });

  test.each<[string, Trouble]>([
    ['failRequests.status', { failRequests: { status: 200, times: 1 } }],
    ['failGets.times', { failGets: { status: 500, times: 0 } }],
    ['loseAnswers', { loseAnswers: -1 }],
    ['truncateAfterBytes', { truncateAfterBytes: -1 }],
    ['trickleMs', { trickleMs: 0 }],
    ['contentType', { contentType: 'text/csv\r\nx: y' }],
    ['redirectTo', { redirectTo: '' }],
    ['notReadyStatus.retryAfter', { notReadyStatus: { status: 503, retryAfter: '\n' } }],
  ])('refuses a %s that makes no sense, and stays as it was', async (name, trouble) => {
    desk.server.setTrouble({ failRequests: { status: 418, times: 1 } });

    expect(() => {
      desk.server.setTrouble(trouble);
    }).toThrow(`trouble.${name}`);
    expect((await desk.fetch('/request_report')).status).toBe(418);
  });
});

async function receive(response: Response): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  let text = '';
  if (response.body === null) throw new Error('There is no body.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text, isWhole: true };
      text += value;
    }
  } catch {
    return { text, isWhole: false };
  }
}
