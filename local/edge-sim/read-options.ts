import { parseArgs } from 'node:util';
import { MAX_EDGES } from '../../shared/kinds/edge/contracts/agent-protocol.ts';
import { BadUsage } from '../command-line.ts';

export const USAGE = `Usage: npm run edge-sim -- [options]
  --edges N            edges (200)
  --jobs N             jobs (500)
  --sites N            sites that they are at, in turn (4)
  --per-agent N        edges of an agent, 1 to ${MAX_EDGES} (50)
  --work-seconds N     how long all edges together would need for all jobs (30)
  --over-seconds N     over how long the jobs come (so long that they need seven tenths of the power)
  --lose PERCENT       edges that are killed on the way (20); half of them come back
  --seed TEXT          the same seed: the same sizes of jobs, the same edges killed (1)
  --within-seconds N   give up after so long (900)
  --url URL            a running app whose key allows it (a local stack of its own)
  --key KEY            API key or token (EVENKEEL_API_KEY or EVENKEEL_TOKEN)
  --no-build           the app as it was built last, which starts seconds sooner
  --json               the figures as JSON
`;

/** A simulation of edges that come and go, and of jobs for them. */
export interface SimulationOptions {
  readonly edges: number;
  readonly jobs: number;
  readonly sites: number;
  readonly perAgent: number;
  readonly workSeconds: number;
  readonly overSeconds: number;
  readonly losePercent: number;
  readonly seed: string;
  readonly withinSeconds: number;
}

export interface CommandOptions extends SimulationOptions {
  /** Absent: a local stack is started. */
  readonly url?: string;
  readonly key?: string;
  readonly isToBuild: boolean;
  readonly isJson: boolean;
}

const OPTIONS = {
  edges: { type: 'string', default: '200' },
  jobs: { type: 'string', default: '500' },
  sites: { type: 'string', default: '4' },
  'per-agent': { type: 'string', default: '50' },
  'work-seconds': { type: 'string', default: '30' },
  'over-seconds': { type: 'string' },
  lose: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  'within-seconds': { type: 'string', default: '900' },
  url: { type: 'string' },
  key: { type: 'string' },
  'no-build': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Of the power that there is, so that what is measured is the scheduler and not a queue for power. */
const USUAL_LOAD = 0.7;

/**
 * Reads the command line of `npm run edge-sim`; undefined when it asks for the usage only.
 *
 * @throws BadUsage, or the error of `parseArgs`, naming the option at fault.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return undefined;
  const { seed, url, json: isJson } = values;
  const key = values.key ?? environment['EVENKEEL_API_KEY'] ?? environment['EVENKEEL_TOKEN'] ?? '';
  const workSeconds = toCount('--work-seconds', values['work-seconds'], [1, 86_400]);
  const over = values['over-seconds'] ?? String(Math.ceil(workSeconds / USUAL_LOAD));
  return {
    edges: toCount('--edges', values.edges, [1, 100_000]),
    jobs: toCount('--jobs', values.jobs, [1, 1_000_000]),
    sites: toCount('--sites', values.sites, [1, 1_000]),
    perAgent: toCount('--per-agent', values['per-agent'], [1, MAX_EDGES]),
    ...{ workSeconds, seed, isJson, isToBuild: !values['no-build'] },
    overSeconds: toCount('--over-seconds', over, [0, 86_400]),
    losePercent: toCount('--lose', values.lose, [0, 90]),
    withinSeconds: toCount('--within-seconds', values['within-seconds'], [1, 86_400]),
    ...(url === undefined ? {} : { url: toUrl(url) }),
    ...(key === '' ? {} : { key }),
  };
}

function toCount(option: string, text: string, [least, most]: readonly [number, number]): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new BadUsage(`${option} must be a whole number from ${least} to ${most}; it is '${text}'.`);
}

function toUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text.replace(/\/+$/, '');
  throw new BadUsage(`--url must be an address such as http://127.0.0.1:7071; it is '${text}'.`);
}
