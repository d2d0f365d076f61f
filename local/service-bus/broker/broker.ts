import type { DatabaseSync } from 'node:sqlite';
import { Alarm, type StartTimer } from './alarm.ts';
import { MessageStore } from './message-store.ts';
import { Queue } from './queue.ts';
import { QueueFaults } from './queue-faults.ts';
import { type QueueSettings, toDeadLetterSettings } from './queue-settings.ts';
import { Turn } from './turn.ts';

export interface BrokerDependencies {
  readonly database: DatabaseSync;
  readonly now: () => number;
  readonly startTimer: StartTimer;
}

/** All queues with their dead-letter queues, the transaction they share, and the one timer that moves them on. */
export class Broker {
  readonly turn: Turn;
  readonly #queues = new Map<string, Queue>();
  readonly #alarm: Alarm;

  /** Opens the queues as the database left them. */
  constructor(queues: readonly QueueSettings[], { database, now, startTimer }: BrokerDependencies) {
    this.turn = new Turn(database, () => {
      this.#setAlarm();
    });
    this.#alarm = new Alarm({ now, startTimer }, () => {
      this.advance();
    });
    const store = new MessageStore(database, this.turn);
    for (const settings of queues) {
      const deadLetterSettings = toDeadLetterSettings(settings);
      const deadLetters = new Queue(deadLetterSettings, {
        store,
        now,
        faults: new QueueFaults(startTimer),
        deadLetters: undefined,
      });
      this.#add(deadLetters);
      this.#add(new Queue(settings, { store, now, faults: new QueueFaults(startTimer), deadLetters }));
    }
    // The dead-letter queues come first: a restored queue may give up on a message at once.
    for (const queue of this.#queues.values()) queue.restore();
    this.turn.end();
  }

  /** A queue, or with `<queue>/$DeadLetterQueue` its dead letters; names ignore case, as the service's do. */
  find(path: string): Queue | undefined {
    return this.#queues.get(path.toLowerCase());
  }

  queues(): Iterable<Queue> {
    return this.#queues.values();
  }

  /** Does what has come due in every queue. */
  advance(): void {
    for (const queue of this.#queues.values()) queue.advance();
    this.turn.end();
  }

  /** Commits the last turn and stops the timer. */
  close(): void {
    this.turn.close();
    this.#alarm.stop();
  }

  #add(queue: Queue): void {
    this.#queues.set(queue.settings.name.toLowerCase(), queue);
  }

  #setAlarm(): void {
    const deadlines = [...this.#queues.values()]
      .map((queue) => queue.nextDeadline())
      .filter((at) => at !== undefined);
    if (deadlines.length > 0) this.#alarm.setFor(Math.min(...deadlines));
  }
}
