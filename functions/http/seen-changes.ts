import type { ReadDefinition } from '../../shared/application/read-job-history.ts';
import { may, mayEverywhere, type Caller } from '../../shared/domain/access/caller.ts';
import type { JobChange } from '../../shared/domain/job/job-change.ts';

const STREAM = '/valueStream';

/**
 * The changes of a job that a caller may see. A job that has changed its value stream leaves what was done before in the one
 * that it was in, as its runs: those changes are left out, and of the change itself what was before is not told. Throws
 * Unavailable.
 */
export async function changesFor(
  caller: Caller,
  changes: readonly JobChange[],
  readDefinition: ReadDefinition,
): Promise<readonly JobChange[]> {
  if (mayEverywhere(caller, 'reader')) return changes;
  const streams = await streamsOfGenerations(changes, readDefinition);
  return changes
    .filter(({ generation }) => {
      const stream = streams.get(generation);
      return stream !== undefined && may(caller, 'reader', stream);
    })
    .map((change) => (comesFromSeen(caller, change) ? change : { ...change, differences: [] }));
}

/** The value stream that the job was in as each generation; none where the definition is not known any more. */
async function streamsOfGenerations(
  changes: readonly JobChange[],
  readDefinition: ReadDefinition,
): Promise<ReadonlyMap<number, string>> {
  const streams = new Map<number, string>();
  for (const { generation, definition } of changes) {
    if (definition !== undefined) streams.set(generation, definition.valueStream);
  }
  for (const { jobId, generation } of changes) {
    if (streams.has(generation)) continue;
    const definition = await readDefinition(jobId, generation);
    if (definition !== undefined) streams.set(generation, definition.valueStream);
  }
  return streams;
}

function comesFromSeen(caller: Caller, { differences }: JobChange): boolean {
  const before = differences.find(({ pointer }) => pointer === STREAM)?.before;
  return before === undefined || (typeof before === 'string' && may(caller, 'reader', before));
}
