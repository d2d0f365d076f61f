import { captureConsole } from '../../../local/capture-console.ts';
import { startExampleCluster } from '../../../local/examples/batch-example.ts';
import { startStack } from '../../../local/stack.ts';
import { scoresCsv, upload } from '../stack-data.ts';
import { STACK_LOG_FOLDER } from './failures-folder.ts';
import { followersHaveBegun } from './followers-have-begun.ts';

/** A stack for as long as the process lives that started this one; it is told the address and the settings. */
captureConsole(STACK_LOG_FOLDER);
const log = (entry: object): void => {
  console.info(JSON.stringify(entry));
};
const cluster = await startExampleCluster();
const { url, settings, blobs } = await startStack({ log, settings: cluster.settings });
// The baseline that `jobRequest` names: each test file can run alone, and before any other.
await upload({ blobs }, 'baselines/m.csv', scoresCsv(100));
await followersHaveBegun(settings);
process.on('disconnect', () => process.exit(0));
process.send?.(JSON.stringify({ url, settings }));
