import { z } from 'zod';
import { ApiFault, notFound } from '../api-fault.ts';
import type { Cluster } from '../cluster.ts';
import { claimBody, jobBody, nodeBody } from '../resources.ts';
import { labelTest } from './label-selector.ts';
import { claimView, jobView, nodeView, podView } from './views.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON, where there was any. */
  readonly body: unknown;
}

export type ApiAnswer =
  { readonly status: number; readonly json: object } | { readonly status: number; readonly text: string };

interface Call {
  readonly cluster: Cluster;
  readonly request: ApiRequest;
  readonly now: number;
  /** Of the path, by their names. */
  readonly named: Readonly<Record<string, string>>;
}

type Route = readonly [method: string, path: RegExp, answer: (call: Call) => ApiAnswer];

const JOBS = '/apis/batch/v1/namespaces/(?<namespace>[^/]+)/jobs';
const PODS = '/api/v1/namespaces/(?<namespace>[^/]+)/pods';
const CLAIMS = '/api/v1/namespaces/(?<namespace>[^/]+)/persistentvolumeclaims';
const NAME = '/(?<name>[^/]+)';

const ROUTES: readonly Route[] = [
  ['GET', exactly('/version'), () => ok({ major: '1', minor: '34', gitVersion: 'v1.34.0-stand-in' })],
  [
    'GET',
    exactly('/api/v1/nodes'),
    ({ cluster, request }) => list('Node', 'v1', cluster.nodes.map(nodeView), { cluster, request }),
  ],
  ['POST', exactly('/api/v1/nodes'), putNode],
  ['DELETE', exactly(`/api/v1/nodes${NAME}`), removeNode],
  ['GET', exactly('/api/v1/pods'), listPods],
  ['GET', exactly(PODS), listPods],
  ['GET', exactly(`${PODS}${NAME}/log`), readLog],
  ['GET', exactly(JOBS), listJobs],
  ['POST', exactly(JOBS), createJob],
  ['GET', exactly(`${JOBS}${NAME}`), readJob],
  ['DELETE', exactly(`${JOBS}${NAME}`), deleteJob],
  ['POST', exactly(CLAIMS), createClaim],
  ['GET', exactly(`${CLAIMS}${NAME}`), readClaim],
];

/** Answers a request from the cluster as it is at an instant. @throws ApiFault for what it refuses or does not know. */
export function answerRequest(cluster: Cluster, request: ApiRequest, now: number): ApiAnswer {
  cluster.settle(now);
  for (const [method, path, answer] of ROUTES) {
    const found = path.exec(request.path);
    if (found !== null && method === request.method) {
      return answer({ cluster, request, now, named: found.groups ?? {} });
    }
  }
  throw new ApiFault(405, 'MethodNotAllowed', `This server has no ${request.method} ${request.path}.`);
}

/** Of a path to all Jobs of a namespace; undefined for any other. */
export function namespaceOfJobs({ path }: ApiRequest): string | undefined {
  return exactly(JOBS).exec(path)?.groups?.['namespace'];
}

function exactly(path: string): RegExp {
  return new RegExp(`^${path}$`);
}

function ok(json: object): ApiAnswer {
  return { status: 200, json };
}

/** All at once: pages are not needed for so few, and who asks for fewer is told. Of watches there are those of Jobs. */
function list(
  kind: string,
  apiVersion: string,
  items: readonly object[],
  { cluster, request }: Pick<Call, 'cluster' | 'request'>,
): ApiAnswer {
  const { query } = request;
  for (const name of query.keys()) {
    if (
      !['labelSelector', 'fieldSelector', 'limit', 'resourceVersion', 'continue', 'timeoutSeconds'].includes(
        name,
      )
    ) {
      throw new ApiFault(400, 'BadRequest', `This server does not know the parameter "${name}" of lists.`);
    }
  }
  const from = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? Infinity);
  const page = items.slice(from, from + limit);
  const next = from + page.length;
  const metadata = {
    resourceVersion: String(cluster.version),
    ...(next < items.length ? { continue: String(next), remainingItemCount: items.length - next } : {}),
  };
  return ok({ kind: `${kind}List`, apiVersion, metadata, items: page });
}

function putNode({ cluster, request, now }: Call): ApiAnswer {
  const body = parse(nodeBody, request.body);
  cluster.putNode(body, now);
  return { status: 201, json: body };
}

function removeNode({ cluster, named, now }: Call): ApiAnswer {
  cluster.removeNode(named['name'] ?? '', now);
  return ok({ kind: 'Status', apiVersion: 'v1', status: 'Success' });
}

function listPods({ cluster, request, named }: Call): ApiAnswer {
  const isSelected = labelTest(request.query.get('labelSelector'));
  const hasPhase = phaseTest(request.query.get('fieldSelector'));
  const pods = cluster.pods.filter(
    ({ namespace, labels, phase }) =>
      (named['namespace'] ?? namespace) === namespace && isSelected(labels) && hasPhase(phase),
  );
  return list('Pod', 'v1', pods.map(podView), { cluster, request });
}

/** `status.phase!=Succeeded,status.phase!=Failed` is the one field selector that is known. */
function phaseTest(selector: string | null): (phase: string) => boolean {
  if (selector === null) return () => true;
  const excluded = selector.split(',').map((part) => /^status\.phase!=(\w+)$/.exec(part)?.[1]);
  if (excluded.includes(undefined)) {
    throw new ApiFault(400, 'BadRequest', `This server does not read the selector "${selector}".`);
  }
  return (phase) => !excluded.includes(phase);
}

function readLog({ cluster, request, named }: Call): ApiAnswer {
  const name = named['name'] ?? '';
  const pod = cluster.pods.find((one) => one.name === name && one.namespace === named['namespace']);
  if (pod === undefined) throw notFound('pods', name);
  if (pod.log === undefined) {
    throw new ApiFault(400, 'BadRequest', `container "main" in pod "${name}" is waiting to start`);
  }
  const lines = pod.log.split('\n').slice(0, -1);
  const tail = Number(request.query.get('tailLines') ?? Infinity);
  const text = `${lines.slice(-tail).join('\n')}\n`;
  return { status: 200, text: text.slice(0, Number(request.query.get('limitBytes') ?? Infinity)) };
}

function listJobs({ cluster, request, named }: Call): ApiAnswer {
  const isSelected = labelTest(request.query.get('labelSelector'));
  const jobs = cluster.jobs.filter(
    ({ namespace, body }) => namespace === named['namespace'] && isSelected(body.metadata.labels),
  );
  return list(
    'Job',
    'batch/v1',
    jobs.map((job) => jobView(job, cluster)),
    { cluster, request },
  );
}

function createJob({ cluster, request, named, now }: Call): ApiAnswer {
  const body = parse(jobBody, request.body);
  const { namespace = '' } = named;
  if ((body.metadata.namespace ?? namespace) !== namespace) {
    throw new ApiFault(400, 'BadRequest', 'The namespace of the object is another than that of the request.');
  }
  return { status: 201, json: jobView(cluster.createJob(body, namespace, now), cluster) };
}

function readJob({ cluster, named }: Call): ApiAnswer {
  const { namespace, name = '' } = named;
  const job = cluster.jobs.find((one) => one.name === name && one.namespace === namespace);
  if (job === undefined) throw notFound('jobs.batch', name);
  return ok(jobView(job, cluster));
}

const deleteOptions = z.object({ propagationPolicy: z.string().optional() });

function deleteJob({ cluster, request, named, now }: Call): ApiAnswer {
  const ofBody =
    request.body === undefined ? undefined : parse(deleteOptions, request.body).propagationPolicy;
  const policy = request.query.get('propagationPolicy') ?? ofBody ?? 'Orphan';
  const { namespace = '', name = '' } = named;
  const job = cluster.deleteJob(namespace, name, { at: now, withPods: policy !== 'Orphan' });
  return ok({ kind: 'Status', apiVersion: 'v1', status: 'Success', details: { name, uid: job.uid } });
}

function createClaim({ cluster, request, named, now }: Call): ApiAnswer {
  const { namespace = '' } = named;
  const stored = cluster.createClaim(parse(claimBody, request.body), namespace, now);
  return { status: 201, json: claimView(stored, namespace) };
}

function readClaim({ cluster, named }: Call): ApiAnswer {
  const { namespace = '', name = '' } = named;
  const claim = cluster.claimsOf(namespace).find(({ body }) => body.metadata.name === name);
  if (claim === undefined) throw notFound('persistentvolumeclaims', name);
  return ok(claimView(claim, namespace));
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiFault(422, 'Invalid', z.prettifyError(parsed.error));
}
