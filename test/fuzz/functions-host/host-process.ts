import type { StrictOptions } from '../../../local/functions-host/durable/strict/strict-options.ts';
import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';

// A host in a process of its own, to be killed. Arguments: app directory, data directory, port, seed.
const [, , appDirectory = '', dataDir = '', port = '', seed = ''] = process.argv;
const host = await startFunctionsHost({
  appDirectory,
  dataDir,
  port: Number(port),
  settings: {},
  strict: strictBy(Number(seed)),
  log: ({ level, category, message }) => {
    if (level === 'critical') console.error(category, message);
  },
});
console.log(host.url);

/** Always shuffled; every other seed also replays twice, every third also repeats activities. */
function strictBy(seedNumber: number): StrictOptions {
  return {
    shuffleSeed: seedNumber,
    replayTwice: seedNumber % 2 === 0,
    repeatActivitiesSeed: seedNumber % 3 === 0 ? seedNumber : undefined,
  };
}
