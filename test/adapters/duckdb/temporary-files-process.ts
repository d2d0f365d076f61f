import { basename, dirname } from 'node:path';
import { TemporaryFiles } from '../../../shared/adapters/duckdb/temporary-files.ts';

async function* content(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('left behind');
}

// Holds a file until it is killed; it says which folder that is in.
await new TemporaryFiles(process.argv[2]).with(content(), async (path) => {
  process.send?.(basename(dirname(path)));
  await new Promise(() => {
    setInterval(() => undefined, 60_000);
  });
});
