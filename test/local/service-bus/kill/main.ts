import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killRepeatedly } from './kill-harness.ts';

/** As many kills as wanted: `node test/local/service-bus/kill/main.ts --kills 200 --seed 1`. */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const dataDir = await mkdtemp(join(tmpdir(), 'service-bus-kill-'));
const options = { dataDir, kills: Number(values.kills), seed: Number(values.seed), longestLifeMs: 300 };
console.log(JSON.stringify(await killRepeatedly(options), undefined, 2));
await rm(dataDir, { recursive: true });
process.exit();
