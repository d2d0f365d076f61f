import { parseArgs } from 'node:util';
import { buildApp } from '../../local/build.ts';
import { troubleCollections } from './trouble-collections.ts';

/** As many slots as wanted: `node test/collections/main.ts --slots 200 --resources 4 --seed 1`. */
const { values } = parseArgs({
  options: {
    slots: { type: 'string', default: '200' },
    resources: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '10' },
  },
});
const JOBS_PER_RESOURCE = 2;
const resources = Number(values.resources);
await buildApp();
const { faults, ...figures } = await troubleCollections({
  ...{ hosts: 3, resources, jobsPerResource: JOBS_PER_RESOURCE, seed: Number(values.seed) },
  everySeconds: Number(values.every),
  slotsPerJob: Math.ceil(Number(values.slots) / resources / JOBS_PER_RESOURCE),
  ...{ timeoutSeconds: 120, makeMs: 300, loadPeriodMs: 6_000, messageLockMs: 15_000, settleMs: 300_000 },
  isRecoveryHastened: false,
  // A host may stand still for longer than a lease, and no longer than it takes to give a ticket up.
  ...{ stopMs: [1_000, 75_000], abandonSeconds: 90, lostAnswers: 3 },
  ...{ hostPauseMs: 6_000, lostHubShare: 0.2, breakPauseMs: 15_000 },
  say: (line) => {
    console.log(line);
  },
});
console.log(JSON.stringify(figures, undefined, 2));
for (const fault of faults.slice(0, 50)) console.log(fault);
console.log(`${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
