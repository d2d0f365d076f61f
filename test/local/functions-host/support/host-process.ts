import { startFunctionsHost } from '../../../../local/functions-host/start-functions-host.ts';

// A host in a process of its own, so that a test can kill it. Arguments: app directory, data directory.
const [, , appDirectory = '', dataDir = ''] = process.argv;
const host = await startFunctionsHost({ appDirectory, dataDir, settings: {} });
console.log(host.url);
