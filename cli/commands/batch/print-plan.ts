import type { Printer } from '../../output/printer.ts';
import { plain } from '../../output/cell-text.ts';
import { column, type Column } from '../../output/column.ts';
import { fieldAt, listAt, numberAt, textAt, wordAt } from '../../output/read-field.ts';

const JOB_COLUMNS: readonly Column[] = [
  column('Job', 'name'),
  column('Cores', (job) => coresAt(job, 'request')),
  column('Memory', (job) => memoryAt(job, 'request')),
  column('Decided by', 'decidedBy'),
  column('Expected on', (job) => textAt(job, 'expectedOn') ?? 'waits'),
  column('Rank', (job) => rankOf(job)),
  column('Then', (job) => othersOf(job)),
];

const NODE_COLUMNS: readonly Column[] = [
  column('Node', 'name'),
  column('Free cores', (node) => coresAt(node, 'free')),
  column('Free memory', (node) => memoryAt(node, 'free')),
  column('Jobs', 'expectedJobs'),
  column('Cores left', (node) => coresAt(node, 'freeAfter')),
  column('Memory left', (node) => memoryAt(node, 'freeAfter')),
];

const KEPT_COLUMNS: readonly Column[] = [
  column('Job', 'name'),
  column('Attempt', 'attempt'),
  column('Node', 'node'),
];

/** The plan of a batch: where each job is to go, and why; for machines as the API gives it. */
export function printPlan(out: Printer, plan: unknown): void {
  if (out.format === 'json') {
    out.json(plan);
    return;
  }
  const jobs = listAt(plan, 'jobs');
  if (out.format === 'people') {
    const heavy = textAt(plan, 'ratio.heavyIn');
    const side = heavy === undefined ? 'in balance' : `${heavy}-heavy`;
    out.line(
      `${jobs.length} jobs, ${coresAt(plan, 'total')} cores and ${memoryAt(plan, 'total')}: ratio ${wordAt(plan, 'ratio.value')}, ${side}. Placed by ${wordAt(plan, 'strategy')}.\n`,
    );
  }
  out.list(jobs, JOB_COLUMNS);
  const kept = listAt(plan, 'kept');
  if (kept.length > 0) out.section('Kept from earlier attempts', kept, KEPT_COLUMNS);
  out.section('Nodes', listAt(plan, 'nodes'), NODE_COLUMNS);
  if (out.format === 'people') for (const line of reasonsOf(jobs)) out.line(line);
}

/** What is said of several jobs is said once. */
function reasonsOf(jobs: readonly unknown[]): readonly string[] {
  const named = new Map<string, string[]>();
  for (const job of jobs) {
    const why = plain(textAt(job, 'why') ?? '');
    named.set(why, [...(named.get(why) ?? []), textAt(job, 'name') ?? '']);
  }
  return ['\nWhy', ...[...named].map(([why, names]) => `${namesInWords(names)}: ${why}`)];
}

function namesInWords(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function rankOf(job: unknown): string | undefined {
  const rank = numberAt(job, 'expectedRank');
  return rank === undefined ? undefined : `${rank} of ${listAt(job, 'preferences').length}`;
}

/** The preferred nodes after the one that is expected, with their weights. */
function othersOf(job: unknown): string {
  const expectedOn = textAt(job, 'expectedOn');
  const others = listAt(job, 'preferences').filter((one) => fieldAt(one, 'node') !== expectedOn);
  const named = others.slice(0, 3).map((one) => `${wordAt(one, 'node')} (${wordAt(one, 'weight')})`);
  return [...named, ...(others.length > 3 ? ['…'] : [])].join(', ');
}

function coresAt(value: unknown, path: string): number {
  return (numberAt(value, `${path}.milliCores`) ?? 0) / 1000;
}

function memoryAt(value: unknown, path: string): string {
  const gigabytes = (numberAt(value, `${path}.memoryBytes`) ?? 0) / 1e9;
  return `${Math.round(gigabytes * 100) / 100} GB`;
}
