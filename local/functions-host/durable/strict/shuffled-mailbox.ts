import type { Message, MessageBody } from '../engine/instance.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * Messages of a turn in an order that queues are free to choose: answers to different tasks in any order, some of them
 * left for a later turn. The beginning of an execution stays first, and external events keep their order.
 *
 * @param turn names the turn, so that the same seed gives the same order.
 */
export function shuffleMessages(
  messages: readonly Message[],
  seed: number,
  turn: { readonly instanceId: string; readonly turns: number },
): readonly Message[] {
  const fixed = messages.filter(({ body }) => !isAnswer(body));
  const answers = messages.filter(({ body }) => isAnswer(body));
  const random = seededRandom(seed, turn.instanceId, turn.turns);
  for (let index = answers.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [answers[index], answers[other]];
    if (a !== undefined && b !== undefined) [answers[index], answers[other]] = [b, a];
  }
  // At least one message is taken, so that each turn gets somewhere.
  const kept = answers.filter((_, index) => (fixed.length === 0 && index === 0) || random() < 0.7);
  // An external event comes from elsewhere than the answers: it may stand anywhere among them.
  const at = Math.floor(random() * (kept.length + 1));
  const [beginnings, events] = [fixed.filter(isBeginning), fixed.filter((message) => !isBeginning(message))];
  return [...beginnings, ...kept.slice(0, at), ...events, ...kept.slice(at)];
}

function isAnswer({ type }: MessageBody): boolean {
  return type === 'task-completed' || type === 'task-failed' || type === 'timer-fired';
}

function isBeginning({ body }: Message): boolean {
  return body.type === 'execution-started';
}
