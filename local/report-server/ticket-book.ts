import type { Making, ReportMaker } from './report-maker.ts';

/** What a ticket stands for. */
export interface Ticketed {
  readonly making: Making;
  /** The number of the first account in the report. */
  readonly offset: number;
}

/** The tickets that were handed out, until a while after their reports were made. In memory: a restart forgets them. */
export class TicketBook {
  readonly #maker: ReportMaker;
  readonly #keepMs: number;
  readonly #tickets = new Map<string, Ticketed>();

  constructor(maker: ReportMaker, keepMs: number) {
    this.#maker = maker;
    this.#keepMs = keepMs;
  }

  /** A ticket that is there already stands for the new report from now on. */
  add(ticket: string, ticketed: Ticketed, at: number): void {
    this.#forget(at);
    this.#tickets.set(ticket, ticketed);
  }

  /** Undefined for a ticket that was never handed out, or whose report is kept no longer. */
  find(ticket: string, at: number): Ticketed | undefined {
    const ticketed = this.#tickets.get(ticket);
    return ticketed === undefined || this.#isOver(ticketed, at) ? undefined : ticketed;
  }

  /** Stops at the first that is still kept: those behind it are forgotten a little later. */
  #forget(at: number): void {
    for (const [ticket, ticketed] of this.#tickets) {
      if (!this.#isOver(ticketed, at)) return;
      this.#tickets.delete(ticket);
    }
  }

  #isOver({ making }: Ticketed, at: number): boolean {
    return at >= this.#maker.madeAt(making) + this.#keepMs;
  }
}
