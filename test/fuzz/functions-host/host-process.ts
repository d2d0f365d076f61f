import { startFunctionsHost } from '../../../local/functions-host/start-functions-host.ts';

// A host in a process of its own, to be killed. Arguments: app directory, data directory, port, seed.
const [, , appDirectory = '', dataDir = '', port = '', seed = ''] = process.argv;
const host = await startFunctionsHost({
  appDirectory,
  dataDir,
  port: Number(port),
  settings: {},
  strict: { shuffleSeed: Number(seed) },
  log: ({ level, category, message }) => {
    if (level === 'critical') console.error(category, message);
  },
});
console.log(host.url);
