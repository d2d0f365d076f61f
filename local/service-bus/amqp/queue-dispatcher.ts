import type { Turn } from '../broker/turn.ts';
import type { DeliveringLink } from './delivering-link.ts';

/** Shares a queue's messages out among its receivers, one each in turn, once at the end of a turn. */
export class QueueDispatcher {
  readonly #turn: Turn;
  #links: readonly DeliveringLink[] = [];

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  add(link: DeliveringLink): void {
    this.#links = [...this.#links, link];
  }

  remove(link: DeliveringLink): void {
    this.#links = this.#links.filter((other) => other !== link);
  }

  readonly request = (): void => {
    this.#turn.beforeCommit(this.#deliver);
  };

  readonly #deliver = (): void => {
    let receiving = this.#links;
    while (receiving.length > 0) receiving = receiving.filter((link) => link.deliverNext());
    // The next round begins with the next link, or the first would get every lone message.
    this.#links = [...this.#links.slice(1), ...this.#links.slice(0, 1)];
  };
}
