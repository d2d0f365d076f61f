import { describe, expect, test } from 'vitest';
import { LoadSchedule } from '../../../local/report-server/load-schedule.ts';
import { ReportMaker } from '../../../local/report-server/report-maker.ts';
import { TicketBook } from '../../../local/report-server/ticket-book.ts';

describe('TicketBook', () => {
  function build() {
    const maker = new ReportMaker(new LoadSchedule({ startedAt: 0, periodMs: 0, startsHeavy: false }), 1000);
    const book = new TicketBook(maker, 5000);
    function add(ticket: string, at: number, resource = 'a') {
      const ticketed = { making: maker.ask(resource, at), offset: 0 };
      book.add(ticket, ticketed, at);
      return ticketed;
    }
    return { book, add };
  }

  test('finds a ticket until its report has been kept long enough', () => {
    const { book, add } = build();
    const ticketed = add('t', 0);

    expect(book.find('t', 5999)).toBe(ticketed);
    expect(book.find('t', 6000)).toBeUndefined();
  });

  test('keeps a report for as long after it was made late', () => {
    const { book, add } = build();
    const ticketed = add('t', 0);
    add('u', 500);

    expect(book.find('t', 6999)).toBe(ticketed);
    expect(book.find('t', 7000)).toBeUndefined();
  });

  test('knows no other ticket', () => {
    expect(build().book.find('t', 0)).toBeUndefined();
  });

  test('gives a repeated ticket to the newer report', () => {
    const { book, add } = build();
    add('t', 0);
    const newer = add('t', 2000);

    expect(book.find('t', 6500)).toBe(newer);
  });

  test('still finds the younger tickets once older ones are forgotten', () => {
    const { book, add } = build();
    add('old', 0);
    const younger = add('younger', 4000);
    add('new', 6500);

    expect(book.find('old', 6500)).toBeUndefined();
    expect(book.find('younger', 6500)).toBe(younger);
  });
});
