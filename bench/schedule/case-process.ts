import { caseRequest } from './case-message.ts';
import { runCostCase } from './cost-case.ts';
import { runCosmosCase } from './cosmos-process.ts';
import { runFloorCase } from './floor-case.ts';
import { runHerdCase } from './herd-case.ts';
import { runIdleCase } from './idle-case.ts';
import { runPeerCase } from './peers/peer-case.ts';
import { runPeerIdleCase } from './peers/peer-idle-case.ts';
import { runPrecisionCase } from './precision-case.ts';

/** The process of one case: told what to do by a message, it answers with one and is then ended. */
const CASES: Readonly<Record<string, (input: unknown) => Promise<unknown>>> = {
  peer: runPeerCase,
  'peer-idle': runPeerIdleCase,
  cosmos: runCosmosCase,
  cost: runCostCase,
  floor: runFloorCase,
  herd: runHerdCase,
  idle: runIdleCase,
  precision: runPrecisionCase,
};

process.once('message', (message) => {
  // With a callback, an asker that is gone is no error of this process.
  void answer(message).then((reply) => process.send?.(reply, () => undefined));
});
// Whoever asked is gone: nobody is left to answer to, or to stop this process.
process.once('disconnect', () => process.exit(1));

async function answer(message: unknown): Promise<object> {
  try {
    const { name, input } = caseRequest.parse(message);
    const run = CASES[name];
    if (run === undefined) throw new Error(`There is no case '${name}'.`);
    return { answer: await run(input) };
  } catch (error) {
    const { message: failure, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { failure, stack };
  }
}
