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

interface Resources {
  readonly milliCores: number;
  readonly memoryBytes: number;
}

/** What is read of the answer of the plan: what the kind’s own contract says of it, which the page does not know. */
export interface Plan {
  readonly strategy: string;
  readonly jobs: readonly {
    readonly name: string;
    readonly request: Resources;
    readonly expectedOn?: string;
    readonly why: string;
    readonly whyNot: readonly { readonly obstacle: string; readonly nodes: readonly string[] }[];
  }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly allocatable: Resources;
    readonly free: Resources;
    readonly freeAfter: Resources;
  }[];
}

const GIBIBYTE = 1024 ** 3;
/** More nodes than these are counted, not named. */
const NAMED_NODES = 4;

const amount = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

/** The nodes of the plan; those that get something first, each half by name. */
export function nodeRows({ nodes, jobs }: Plan): readonly NodeRow[] {
  const rows = nodes.map(({ name, allocatable, free, freeAfter }) => ({
    name,
    jobs: jobs.filter(({ expectedOn }) => expectedOn === name).map((job) => job.name),
    bars: [
      bar('CPU', coresOf, { allocatable, free, freeAfter }),
      bar('Memory', gibibytesOf, { allocatable, free, freeAfter }),
    ],
  }));
  return rows.toSorted(
    (one, other) =>
      Number(other.jobs.length > 0) - Number(one.jobs.length > 0) || one.name.localeCompare(other.name, 'en'),
  );
}

/** The jobs in the order in which they are made. */
export function jobRows({ jobs }: Plan): readonly JobRow[] {
  return jobs.map(({ name, request, expectedOn, why, whyNot }) => ({
    ...{ name, why, node: expectedOn },
    asks: `${coresOf(request).text}, ${gibibytesOf(request).text}`,
    whyNot: whyNot.map(({ obstacle, nodes }) => ({
      reason: obstacle.replaceAll('-', ' '),
      nodes: nodes.length > NAMED_NODES ? `${nodes.length} nodes` : nodes.join(', '),
    })),
  }));
}

type Measure = (of: Resources) => { readonly value: number; readonly text: string };

function coresOf({ milliCores }: Resources): ReturnType<Measure> {
  const value = milliCores / 1000;
  return { value, text: `${amount.format(value)} ${value === 1 ? 'core' : 'cores'}` };
}

function gibibytesOf({ memoryBytes }: Resources): ReturnType<Measure> {
  const value = memoryBytes / GIBIBYTE;
  return { value, text: `${amount.format(value)} GiB` };
}

function bar(
  label: string,
  measure: Measure,
  { allocatable, free, freeAfter }: Pick<Plan['nodes'][number], 'allocatable' | 'free' | 'freeAfter'>,
): ResourceBar {
  const all = measure(allocatable);
  const [before, after] = [all.value - measure(free).value, all.value - measure(freeAfter).value];
  const part = (value: number) => Math.min(100, Math.max(0, (100 * value) / (all.value || 1)));
  return {
    ...{ label, before: part(before), added: part(after) - part(before) },
    text: `${amount.format(after)} of ${all.text}`,
  };
}
