import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import type { QueueQuestion } from './queue-questions.ts';

/** The answering end of a line between threads, as it is handed to the other thread. */
export interface QuestionLine {
  readonly port: MessagePort;
  /** One 32-bit number: that of the last question answered. */
  readonly answered: SharedArrayBuffer;
}

interface Asked {
  readonly number: number;
  readonly question: QueueQuestion;
}

/** A thread that has not answered by then is lost, or stuck in an endless loop. */
const PATIENCE_MS = 5000;

const answerSchema = z.union([
  z.object({ number: z.int(), answer: z.unknown() }),
  z.object({ number: z.int(), refused: z.string() }),
]);

/** Asks another thread and waits for the answer at the spot, as calling it would: for tests and for people only. */
export class Questions {
  /** To be transferred to the thread that answers, with its port. */
  readonly line: QuestionLine;
  readonly #port: MessagePort;
  readonly #answered: Int32Array;
  #last = 0;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.line = { port: port2, answered };
    this.#port = port1;
    this.#answered = new Int32Array(answered);
  }

  /** @throws Error with the text of what answering threw, or when the thread does not answer. */
  ask(question: QueueQuestion): unknown {
    const number = (this.#last += 1);
    this.#port.postMessage({ number, question } satisfies Asked);
    this.#awaitAnswer(number);
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) throw new Error('The answer has been lost.');
      const answer = answerSchema.parse(received.message);
      // One that came after the patience with its question had ended.
      if (answer.number !== number) continue;
      if ('refused' in answer) throw new Error(answer.refused);
      return answer.answer;
    }
  }

  #awaitAnswer(number: number): void {
    for (;;) {
      const seen = Atomics.load(this.#answered, 0);
      if (seen >= number) return;
      if (Atomics.wait(this.#answered, 0, seen, PATIENCE_MS) === 'timed-out') {
        throw new Error('The thread that was asked does not answer.');
      }
    }
  }

  close(): void {
    this.#port.close();
  }
}

/** Answers what comes over the line from now on. */
export function answerQuestions(
  { port, answered }: QuestionLine,
  answer: (question: QueueQuestion) => unknown,
): void {
  const numbers = new Int32Array(answered);
  port.on('message', ({ number, question }: Asked) => {
    try {
      port.postMessage({ number, answer: answer(question) });
    } catch (error) {
      port.postMessage({ number, refused: error instanceof Error ? error.message : String(error) });
    }
    Atomics.store(numbers, 0, number);
    Atomics.notify(numbers, 0);
  });
}
