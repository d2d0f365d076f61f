import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { MAX_EDGES } from '../../shared/kinds/edge/contracts/agent-protocol.ts';
import { agentName, edgeLabels, siteName } from '../../shared/kinds/edge/contracts/edge-names.ts';
import { BadUsage } from '../command-line.ts';

export const USAGE = `Usage: npm run edge-agent -- --name NAME [options]
  --name NAME         of the edge; of several: what their names begin with
  --count N           how many edges this process is: NAME.1, NAME.2 … (1, called NAME); more than 100 are
                      several agents, NAME-1 with NAME-1.1 … and so on
  --site SITE         where they are (home)
  --url URL           of the control plane (EVENKEEL_SERVER, else http://127.0.0.1:7071)
  --key KEY           API key or token (EVENKEEL_API_KEY or EVENKEEL_TOKEN, which others cannot see)
  --watts N           the greatest power of each edge (100)
  --steady            always that power; without it between a fifth of it and all
  --capacity N        how many chunks each works on at the same time (1)
  --budget N          watt-seconds that each has to spend in all, as a battery has (no end)
  --label NAME=VALUE  what jobs can choose edges by; may be repeated
  --state-dir FOLDER  where they keep what they are at, for after a crash (.local/edges)
`;

/** The edges of a process, and where they report. */
export interface AgentOptions {
  readonly site: string;
  readonly agents: readonly AgentEdges[];
  readonly url: string;
  readonly key?: string;
  readonly watts: number;
  readonly isSteady: boolean;
  readonly capacity: number;
  readonly budgetWattSeconds?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly stateDir: string;
}

/** The edges that report together. */
export interface AgentEdges {
  readonly agent: string;
  readonly edgeNames: readonly string[];
}

const MOST_EDGES = 10_000;
const MOST_WATTS = 1_000_000_000;
const MOST_CHUNKS = 16;
const MOST_BUDGET = 1_000_000_000_000;

const OPTIONS = {
  name: { type: 'string', default: '' },
  count: { type: 'string', default: '1' },
  site: { type: 'string', default: 'home' },
  url: { type: 'string' },
  key: { type: 'string' },
  watts: { type: 'string', default: '100' },
  steady: { type: 'boolean', default: false },
  capacity: { type: 'string', default: '1' },
  budget: { type: 'string' },
  label: { type: 'string', multiple: true },
  'state-dir': { type: 'string', default: fileURLToPath(new URL('../../.local/edges', import.meta.url)) },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line of `npm run edge-agent`, and from the environment what is not on it; undefined when it asks for the
 * usage only.
 *
 * @throws BadUsage, or the error of `parseArgs`, naming the option at fault.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): AgentOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return undefined;
  if (values.name === '') throw new BadUsage('--name is missing: say what the edge is called.');
  const { budget, steady: isSteady, 'state-dir': stateDir } = values;
  return {
    site: checked('--site', siteName, values.site),
    agents: agentsOf(checked('--name', agentName, values.name), toCount('--count', values.count, MOST_EDGES)),
    url: toUrl(values.url ?? environment['EVENKEEL_SERVER'] ?? 'http://127.0.0.1:7071'),
    ...keyOf(values.key, environment),
    watts: toCount('--watts', values.watts, MOST_WATTS),
    isSteady,
    capacity: toCount('--capacity', values.capacity, MOST_CHUNKS),
    ...(budget === undefined ? {} : { budgetWattSeconds: toCount('--budget', budget, MOST_BUDGET) }),
    labels: checked('--label', edgeLabels, Object.fromEntries((values.label ?? []).map(toLabel))),
    stateDir,
  };
}

function keyOf(
  said: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly key?: string } {
  const key = said ?? environment['EVENKEEL_API_KEY'] ?? environment['EVENKEEL_TOKEN'] ?? '';
  return key === '' ? {} : { key };
}

/** One agent reports so many edges at most; more of them are several agents. */
function agentsOf(name: string, count: number): readonly AgentEdges[] {
  if (count === 1) return [{ agent: name, edgeNames: [name] }];
  if (count <= MAX_EDGES) return [numbered(name, count)];
  return Array.from({ length: Math.ceil(count / MAX_EDGES) }, (_, index) =>
    numbered(
      checked('--name', agentName, `${name}-${index + 1}`),
      Math.min(MAX_EDGES, count - index * MAX_EDGES),
    ),
  );
}

function numbered(agent: string, count: number): AgentEdges {
  return { agent, edgeNames: Array.from({ length: count }, (_, index) => `${agent}.${index + 1}`) };
}

function toCount(option: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new BadUsage(`${option} must be a whole number from 1 to ${most}; it is '${text}'.`);
}

function toUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text.replace(/\/+$/, '');
  throw new BadUsage(`--url must be an address such as https://evenkeel.example.com; it is '${text}'.`);
}

function toLabel(text: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new BadUsage(`--label must be NAME=VALUE; it is '${text}'.`);
}

function checked<T extends z.ZodType>(option: string, schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new BadUsage(`${option} ${read.error.issues[0]?.message ?? 'cannot be used'}.`);
}
