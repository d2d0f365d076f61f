import { drawBatch, PROFILE_NAMES, type Profile } from './draw-batch.ts';
import { fullnessOf, placeBatch, type Guidance, type PlacedBatch } from './place-batch.ts';

const GUIDANCES: readonly Guidance[] = ['ratio', 'dominant-share', 'unguided'];

/** What became of all batches of a profile under one guidance. */
export interface Row {
  readonly profile: Profile | 'all';
  readonly guidance: Guidance;
  readonly batches: number;
  readonly jobs: number;
  /** Shares of all jobs. */
  readonly placed: number;
  readonly onFirst: number;
  readonly asExpected: number;
  /** Of all that the jobs ask for, in gigabytes or in cores of 4 GB, whichever is more of each. */
  readonly amount: number;
  /** Nodes that a batch uses, on average. */
  readonly nodes: number;
  /** Of those, how full they are with the batch, on average: of CPU or of memory, whichever is the fuller. */
  readonly fullness: number;
  /** What is left for a large job: the roomiest node's free share, of CPU or of memory, whichever is the less. */
  readonly largestRoom: number;
}

/** Places so many drawn batches under every guidance. */
export function measureBatches(count: number, from = 0): readonly Row[] {
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const placed = GUIDANCES.flatMap((guidance) =>
    seeds.map((seed) => {
      const drawn = drawBatch(seed);
      return { guidance, profile: drawn.profile, batch: placeBatch(drawn, guidance) };
    }),
  );
  return [...PROFILE_NAMES, 'all' as const].flatMap((profile) =>
    GUIDANCES.map((guidance) =>
      rowOf(
        { profile, guidance },
        placed
          .filter((one) => one.guidance === guidance && (profile === 'all' || one.profile === profile))
          .map(({ batch }) => batch),
      ),
    ),
  );
}

function rowOf(of: Pick<Row, 'profile' | 'guidance'>, batches: readonly PlacedBatch[]): Row {
  const jobs = batches.flatMap((batch) => batch.jobs);
  const share = (isSo: (job: (typeof jobs)[number]) => boolean) => jobs.filter(isSo).length / jobs.length;
  const used = batches.map(usedNodes);
  return {
    ...of,
    ...{ batches: batches.length, jobs: jobs.length },
    placed: share(({ node }) => node !== undefined),
    onFirst: share(({ node, preferences }) => node !== undefined && preferences[0]?.node === node),
    asExpected: share(({ node, expectedOn }) => node === expectedOn),
    nodes: mean(used.map(({ length }) => length)),
    fullness: mean(used.flatMap((nodes) => nodes.map(fullnessOf))),
    amount:
      sum(batches.map((batch) => amountOf(batch, true))) /
      sum(batches.map((batch) => amountOf(batch, false))),
    largestRoom: mean(batches.map(({ after }) => Math.max(...after.map((node) => 1 - fullnessOf(node))))),
  };
}

function usedNodes({ jobs, after }: PlacedBatch) {
  const names = new Set(jobs.map(({ node }) => node));
  return after.filter(({ name }) => names.has(name));
}

/** Of all jobs, or of those that have a node. */
function amountOf({ plan, jobs }: PlacedBatch, isPlacedOnly: boolean): number {
  const isPlaced = new Set(jobs.filter(({ node }) => node !== undefined).map(({ name }) => name));
  return sum(
    plan.jobs
      .filter(({ name }) => !isPlacedOnly || isPlaced.has(name))
      .map(({ request }) => Math.max(request.memoryBytes, request.milliCores * 4e6)),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
