import type { BatchPlanView } from '../../../shared/kinds/batch/contracts/stored-plan.ts';

/** Of one kind of resources that a node has: parts of a hundred of what it may give. */
export interface ResourceBar {
  readonly label: string;
  /** What was there before, and what this batch adds. */
  readonly before: number;
  readonly added: number;
  /** As in "3 of 4 cores". */
  readonly text: string;
}

/** A node with what is placed on it. */
export interface NodeRow {
  readonly name: string;
  readonly jobs: readonly string[];
  readonly bars: readonly ResourceBar[];
}

/** A job with its place, and why there. */
export interface JobRow {
  readonly name: string;
  readonly asks: string;
  readonly node: string | undefined;
  readonly why: string;
  readonly whyNot: readonly { readonly reason: string; readonly nodes: string }[];
}

type Resources = BatchPlanView['total'];

/** As the reasons and the command line count: the ratio of a batch goes by them too. */
const GIGABYTE = 1e9;
/** More nodes than these are counted, not named. */
const NAMED_NODES = 4;

const amount = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

/** The nodes of the plan; those that get something first, each half with the best first. */
export function nodeRows({ nodes, jobs }: BatchPlanView): readonly NodeRow[] {
  const rows = nodes.map(({ name, allocatable, free, freeAfter }) => ({
    name,
    jobs: jobs.filter(({ expectedOn }) => expectedOn === name).map((job) => job.name),
    bars: [
      bar('CPU', coresOf, { allocatable, free, freeAfter }),
      bar('Memory', gigabytesOf, { allocatable, free, freeAfter }),
    ],
  }));
  return rows.toSorted((one, other) => Number(other.jobs.length > 0) - Number(one.jobs.length > 0));
}

/** The jobs in the order in which they are made, then those that an earlier attempt has done. */
export function jobRows({ jobs, kept = [] }: BatchPlanView): readonly JobRow[] {
  const made = jobs.map(({ name, request, expectedOn, why, whyNot }) => ({
    ...{ name, why, node: expectedOn },
    asks: `${coresOf(request).text}, ${gigabytesOf(request).text}`,
    whyNot: whyNot.map(({ obstacle, nodes, more = 0 }) => ({
      reason: obstacle.replaceAll('-', ' '),
      nodes: nodes.length > NAMED_NODES ? `${nodes.length + more} nodes` : nodes.join(', '),
    })),
  }));
  const before = kept.map(({ name, node, attempt }) => ({
    ...{ name, asks: '–', node, whyNot: [] },
    why: `It has succeeded in attempt ${attempt}, and is not made again.`,
  }));
  return [...made, ...before];
}

type Measure = (of: Resources) => { readonly value: number; readonly text: string };

function coresOf({ milliCores }: Resources): ReturnType<Measure> {
  const value = milliCores / 1000;
  return { value, text: `${amount.format(value)} ${value === 1 ? 'core' : 'cores'}` };
}

function gigabytesOf({ memoryBytes }: Resources): ReturnType<Measure> {
  const value = memoryBytes / GIGABYTE;
  return { value, text: `${amount.format(value)} GB` };
}

function bar(
  label: string,
  measure: Measure,
  {
    allocatable,
    free,
    freeAfter,
  }: Pick<BatchPlanView['nodes'][number], 'allocatable' | 'free' | 'freeAfter'>,
): ResourceBar {
  const all = measure(allocatable);
  const [before, after] = [all.value - measure(free).value, all.value - measure(freeAfter).value];
  const part = (value: number) => Math.min(100, Math.max(0, (100 * value) / (all.value || 1)));
  return {
    ...{ label, before: part(before), added: part(after) - part(before) },
    text: `${amount.format(after)} of ${all.text}`,
  };
}
