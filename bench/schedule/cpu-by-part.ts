import { readFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Microseconds between samples: coarse, so that taking them costs little. */
const SAMPLING_US = 2_000;

/** The share of a process's time that each part of the system had, 0 to 1, the largest first. */
export type CpuByPart = readonly { readonly part: string; readonly share: number }[];

/** Samples this process until `stop`. */
export async function startCpuProfile(): Promise<() => Promise<CpuByPart>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return sharesOf(profile);
  };
}

const PARTS: readonly (readonly [path: RegExp, part: string])[] = [
  [/local\/cosmos\//, 'Cosmos stand-in'],
  [/local\/service-bus\/|node_modules\/rhea\/(?!.*bundle)/, 'Service Bus stand-in'],
  [/local\/functions-host\//, 'Functions host'],
  [/node_modules\/(azurite|@?loki)|local\/blob\//, 'blob service (Azurite)'],
  [/node_modules\/@azure\/cosmos\//, 'SDK: Cosmos DB'],
  [/node_modules\/(@azure\/(service-bus|core-amqp)|rhea)/, 'SDK: Service Bus'],
  [/node_modules\/@azure\/(storage|core-)/, 'SDK: blobs and HTTP'],
  [/node_modules\/(durable-functions|@azure\/functions)/, 'SDK: Functions, Durable'],
  [/node_modules\/zod\//, 'app: parsing (zod)'],
  [/(^|\/)(shared|functions)\//, 'app'],
  [/bench\//, 'this benchmark'],
];

const PSEUDO_FRAMES: ReadonlyMap<string, string> = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collection'],
]);

/** Frames of Node itself and of native code count to whoever called them. */
function sharesOf({ nodes, samples = [] }: Profiler.Profile): CpuByPart {
  const origin = createOriginOf();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, string>();
  const partOf = (id: number): string => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const node = byId.get(id);
    const parent = parents.get(id);
    const own = node === undefined ? undefined : ownPart(node.callFrame, origin);
    const part = own ?? (parent === undefined ? 'Node.js and other' : partOf(parent));
    found.set(id, part);
    return part;
  };
  const counts = new Map<string, number>();
  for (const id of samples) counts.set(partOf(id), (counts.get(partOf(id)) ?? 0) + 1);
  return Array.from(counts, ([part, count]) => ({ part, share: count / samples.length })).toSorted(
    (a, b) => b.share - a.share,
  );
}

function ownPart(
  { functionName, url, lineNumber, columnNumber }: Profiler.ProfileNode['callFrame'],
  origin: Origin,
): string | undefined {
  const pseudo = PSEUDO_FRAMES.get(functionName);
  if (pseudo !== undefined) return pseudo;
  if (url === '' || url.startsWith('node:')) return undefined;
  const source = origin(url, lineNumber, columnNumber);
  return PARTS.find(([path]) => path.test(source))?.[1];
}

type Origin = (url: string, line: number, column: number) => string;

const sourceMap = z.object({ version: z.number(), sources: z.array(z.string()), mappings: z.string() });

/** The file that a place in the app's bundle came from; any other place is its own origin. */
function createOriginOf(): Origin {
  const maps = new Map<string, SourceMap>();
  return (url, line, column) => {
    if (!url.includes('/dist/functions/') || url.includes('/node_modules/')) return url;
    const file = fileURLToPath(url.replace(/\?.*$/, ''));
    const map = maps.get(file) ?? readSourceMap(file);
    maps.set(file, map);
    const entry = map.findEntry(line, column);
    return 'originalSource' in entry ? `bundle:${entry.originalSource}` : url;
  };
}

function readSourceMap(file: string): SourceMap {
  const map = sourceMap.parse(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  return new SourceMap({ ...{ file, sourceRoot: '', sourcesContent: [], names: [] }, ...map });
}
