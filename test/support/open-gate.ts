import { OPEN_CALLER } from '../../shared/domain/access/caller.ts';
import type { Gate } from '../../functions/http/api/gate.ts';

/** Lets everybody do everything, and remembers nothing: for tests of single operations. */
export const OPEN_GATE: Gate = {
  identify: async () => ({ outcome: 'identified', caller: OPEN_CALLER }),
  admit: async () => ({ outcome: 'admitted' }),
  streamOf: async () => undefined,
  once: async (_request, work) => ({ outcome: 'answered', answer: await work(), isRepeated: false }),
  noteRefusal: () => undefined,
};
