import { parseArgs } from 'node:util';
import { troubleDispatchers } from './trouble-dispatchers.ts';

/** As long as wanted: `node test/dispatchers/main.ts --minutes 3 --jobs 3000 --seed 1`. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    jobs: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
  },
});
const { lost, doubled, ...counts } = await troubleDispatchers({
  jobs: Number(values.jobs),
  troubleMs: Number(values.minutes) * 60_000,
  seed: Number(values.seed),
  everySeconds: [10, 60],
  stalledAfterMs: 20_000,
  say: (line) => {
    console.log(line);
  },
});
console.log(JSON.stringify({ ...counts, lost: lost.length, doubled: doubled.length }, undefined, 2));
for (const line of [...lost, ...doubled].slice(0, 50)) console.log(line);
process.exit(lost.length + doubled.length === 0 ? 0 : 1);
