import { Random } from '../../../simulation/random.ts';
import { startBatchWorld, type BatchWorld } from '../servers/batch-world.ts';

const NODES = [
  { name: 'n1', cpu: '8', memory: '32G' },
  { name: 'n2', cpu: '8', memory: '32G' },
];

const SHORTEST_MS = 5_000;
const LONGEST_MS = 1_800_000;

export interface Following {
  readonly watchSeconds: number;
  /** Requests to the cluster, and looks at it, a batch. */
  readonly requests: number;
  readonly looks: number;
  /** From the end of a job until the run's log tells it. */
  readonly meanLateMs: number;
  readonly p95LateMs: number;
  readonly maxLateMs: number;
}

interface Options {
  readonly batches: number;
  readonly from: number;
  /** 0: by lists alone. */
  readonly watchSeconds: number;
}

/** Runs drawn batches by a clock of their own, and counts what following them takes and how late it tells. */
export async function measureFollowing({ batches, from, watchSeconds }: Options): Promise<Following> {
  const measured: Awaited<ReturnType<typeof runOne>>[] = [];
  for (let seed = from; seed < from + batches; seed += 1) measured.push(await runOne(seed, watchSeconds));
  const late = measured.flatMap((one) => one.lateMs).toSorted((one, other) => one - other);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    watchSeconds,
    requests: sum(measured.map(({ requests }) => requests)) / batches,
    looks: sum(measured.map(({ looks }) => looks)) / batches,
    meanLateMs: sum(late) / late.length,
    p95LateMs: late[Math.ceil(late.length * 0.95) - 1] ?? 0,
    maxLateMs: late.at(-1) ?? 0,
  };
}

async function runOne(seed: number, watchSeconds: number) {
  const world = await startBatchWorld(NODES);
  try {
    let requests = 0;
    world.api.setTrouble(() => {
      requests += 1;
      return undefined;
    });
    const run = await world.run({ jobs: drawJobs(seed) }, { watchSeconds, timeoutSeconds: 86_400 });
    if (run.output !== 'succeeded') throw new Error(`The batch of seed ${seed} has ${run.output}.`);
    const looks = run.names.filter((name) => name === 'batchLook').length;
    return { requests: requests + world.watchCount, looks, lateMs: latenesses(world) };
  } finally {
    await world.api.stop();
  }
}

function drawJobs(seed: number): readonly object[] {
  const random = new Random(seed);
  return Array.from({ length: 5 + random.below(36) }, (_, index) => {
    const runsForMs = Math.round(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** random.next());
    return {
      ...{ name: `j${index}`, image: 'busybox', cpu: '1', memory: '2G' },
      annotations: { 'stand-in/runs-for-ms': String(runsForMs) },
    };
  });
}

/** Of each job. */
function latenesses({ api, log }: BatchWorld): readonly number[] {
  const endedAt = new Map(
    api.cluster.history
      .filter(({ what }) => what === 'job-ended')
      .map(({ name, at }) => [name.split('-')[0], at]),
  );
  return log.lines.flatMap((line, index) => {
    const name = line.includes(' succeeded') ? line.split(' ')[0] : undefined;
    const at = endedAt.get(name);
    return at === undefined ? [] : [(log.instants[index] ?? 0) - at];
  });
}
