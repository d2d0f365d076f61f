import { afterEach, describe, expect, test } from 'vitest';
import type { ReportServerOptions } from '../../../local/report-server/server-options.ts';
import { startReportServer } from '../../../local/report-server/start-report-server.ts';
import { startReportDesk, type ReportDesk } from './report-desk.ts';

const NOT_READY = { status: 200, text: 'report is not ready' };

describe('the report server', () => {
  let desk: ReportDesk;

  afterEach(async () => {
    await desk.server.stop();
  });

  async function start(options: ReportServerOptions = {}): Promise<void> {
    desk = await startReportDesk(options);
  }

  test.each(['GET', 'POST'])('gives a ticket as plain text to a %s', async (method) => {
    await start();
    const response = await desk.fetch('/request_report?offset=0', { method });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('t1');
  });

  test('reads past the body of a POST, so that the connection serves again', async () => {
    await start();
    const body = 'x'.repeat(300_000);
    const first = await desk.fetch('/request_report', { method: 'POST', body });

    expect(await first.text()).toBe('t1');
    expect(await desk.ask()).toBe('t2');
  });

  test('says that a report is not ready until a second has passed', async () => {
    await start();
    const ticket = await desk.ask();
    desk.pass(999);
    const early = await desk.get(ticket);
    desk.pass(1);
    const due = await desk.get(ticket);

    expect(early).toEqual(NOT_READY);
    expect(due.text).toMatch(/^account_id,/);
  });

  test('gives the report as CSV with its length', async () => {
    await start();
    const ticket = await desk.ask();
    desk.pass(1000);
    const response = await desk.fetch(`/get_report/${ticket}`);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(text.trimEnd().split('\n')).toHaveLength(11);
  });

  test('gives the same bytes for the same ticket, and others for the next', async () => {
    await start();
    const tickets = [await desk.ask(), await desk.ask()];
    desk.pass(5000);
    const [once, again, next] = await Promise.all(
      [tickets[0], tickets[0], tickets[1]].map((t) => desk.get(t ?? '')),
    );

    expect(again).toEqual(once);
    expect(next).not.toEqual(once);
  });

  test('begins the report at the offset that was asked for', async () => {
    await start();
    const ticket = await desk.ask('?offset=77');
    desk.pass(1000);

    expect((await desk.get(ticket)).text).toContain('\nA000000000077,');
  });

  test('answers 404 for a ticket that it never gave', async () => {
    await start();

    expect((await desk.get('t9')).status).toBe(404);
  });

  test('answers 404 ten minutes after the report was made', async () => {
    await start();
    const ticket = await desk.ask();
    desk.pass(1000 + 600_000 - 1);
    const kept = await desk.get(ticket);
    desk.pass(1);
    const gone = await desk.get(ticket);

    expect([kept.status, gone.status]).toEqual([200, 404]);
  });

  test('makes what was asked for under heavy load after it, one after the other', async () => {
    await start({ startsHeavy: true });
    const tickets = [await desk.ask(), await desk.ask()];
    desk.pass(120_000);
    const atTheEnd = await desk.get(tickets[0] ?? '');
    desk.pass(1000);
    const afterASecond = await Promise.all(tickets.map((ticket) => desk.get(ticket)));
    desk.pass(1000);
    const afterTwo = await desk.get(tickets[1] ?? '');

    expect(atTheEnd).toEqual(NOT_READY);
    expect(afterASecond[0]?.text).toMatch(/^account_id,/);
    expect(afterASecond[1]).toEqual(NOT_READY);
    expect(afterTwo.text).toMatch(/^account_id,/);
  });

  test('gives a report that was made before under heavy load too', async () => {
    await start();
    const ticket = await desk.ask();
    desk.pass(120_000);

    expect(desk.server.stats().isHeavy).toBe(true);
    expect((await desk.get(ticket)).text).toMatch(/^account_id,/);
  });

  test('tells its counters over HTTP as on the object', async () => {
    await start();
    const ticket = await desk.ask('?resource=loans');
    await desk.ask('?resource=cards');
    await desk.get(ticket);
    desk.pass(1000);
    await desk.get(ticket);
    await desk.ask('?resource=loans');
    const response = await desk.fetch('/stats');
    const stats: unknown = await response.json();

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(stats).toEqual({
      isHeavy: false,
      requests: 3,
      gets: 2,
      notReadyAnswers: 1,
      reportsGiven: 1,
      inFlight: 1,
      worstOverlap: 2,
      resources: {
        loans: { requests: 2, inFlight: 1, worstOverlap: 1 },
        cards: { requests: 1, inFlight: 0, worstOverlap: 1 },
      },
    });
    expect(stats).toEqual(desk.server.stats());
  });

  test('counts concurrent requests of one resource as an overlap', async () => {
    await start();
    await Promise.all(Array.from({ length: 5 }, () => desk.ask()));

    expect(desk.server.stats().worstOverlap).toBe(5);
  });

  test('names what is wrong with a request, and counts nothing', async () => {
    await start();
    const bad = await desk.fetch('/request_report?offset=x');
    const other = await desk.fetch('/reports');
    const method = await desk.fetch('/request_report', { method: 'DELETE' });

    expect([bad.status, other.status, method.status]).toEqual([400, 404, 405]);
    expect(await bad.text()).toContain("it is 'x'");
    expect(method.headers.get('allow')).toBe('GET, POST');
    expect(desk.server.stats().requests).toBe(0);
  });

  test('writes a line for each request and each get', async () => {
    const lines: string[] = [];
    await start({ log: (line) => lines.push(line) });
    const ticket = await desk.ask('?resource=loans&offset=3');
    await desk.get(ticket);

    expect(lines).toEqual(['request loans, offset 3: ticket "t1"', 'get "t1": not ready']);
  });

  test('tells how long the present load lasts', async () => {
    await start();
    desk.pass(30_000);

    expect(desk.server.untilLoadChangeMs()).toBe(90_000);
  });
});

describe('starting and stopping the report server', () => {
  test('fails when the port is taken', async () => {
    const server = await startReportServer();
    const second = startReportServer({ port: server.port });

    await expect(second).rejects.toThrow('EADDRINUSE');
    await server.stop();
  });

  test('refuses trouble that makes no sense before it listens', async () => {
    await expect(startReportServer({ trouble: { trickleMs: 0 } })).rejects.toThrow('trouble.trickleMs');
  });

  test('closes a connection that is still being answered', async () => {
    const desk = await startReportDesk({ trouble: { trickleMs: 60_000 } });
    const ticket = await desk.ask();
    desk.pass(1000);
    const response = await desk.fetch(`/get_report/${ticket}`);
    const body = response.text();
    await Promise.all([expect(body).rejects.toThrow(), desk.server.stop()]);

    await expect(desk.fetch('/stats')).rejects.toThrow();
  });

  test('can be stopped twice', async () => {
    const server = await startReportServer();
    await Promise.all([server.stop(), server.stop()]);

    await expect(server.stop()).resolves.toBeUndefined();
  });
});
