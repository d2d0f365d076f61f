import type { Cluster, Stored } from '../cluster.ts';
import type { Job } from '../job.ts';
import type { Pod } from '../pod.ts';
import type { ClaimBody, NodeBody } from '../resources.ts';

/** The JSON of objects as the API server gives it. */
export function nodeView({ body, uid, version }: Stored<NodeBody>): object {
  return { ...body, metadata: { ...body.metadata, uid, resourceVersion: String(version) } };
}

export function claimView({ body, uid, version }: Stored<ClaimBody>, namespace: string): object {
  return {
    ...body,
    metadata: { ...body.metadata, namespace, uid, resourceVersion: String(version) },
    status: { phase: 'Bound' },
  };
}

export function jobView(job: Job, cluster: Cluster): object {
  const { body, namespace, uid, version, createdAt, ended, failed, succeeded } = job;
  const going = cluster.pods.filter(
    (pod) => pod.namespace === namespace && pod.jobName === job.name && pod.finishedAt === undefined,
  );
  const active = going.length;
  const ready = going.filter(({ startedAt }) => startedAt !== undefined).length;
  return {
    ...body,
    metadata: {
      ...body.metadata,
      ...{ namespace, uid, resourceVersion: String(version), creationTimestamp: toTime(createdAt) },
    },
    status: {
      startTime: toTime(createdAt),
      ready,
      ...(active === 0 ? {} : { active }),
      ...(failed === 0 ? {} : { failed }),
      ...(succeeded === 0 ? {} : { succeeded }),
      ...(ended?.type === 'Complete' ? { completionTime: toTime(ended.at) } : {}),
      ...(ended === undefined
        ? {}
        : {
            conditions: [
              {
                ...{
                  type: ended.type,
                  status: 'True',
                  reason: ended.reason,
                  message: messageOf(ended.reason),
                },
                lastTransitionTime: toTime(ended.at),
              },
            ],
          }),
    },
  };
}

export function podView(pod: Pod): object {
  const { namespace, name, uid, labels, annotations, spec, version, createdAt, node, phase } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ namespace, name, uid, labels, annotations },
      ...{ resourceVersion: String(version), creationTimestamp: toTime(createdAt) },
    },
    spec: { ...spec, ...(node === undefined ? {} : { nodeName: node }) },
    status: {
      phase,
      ...(pod.isOverdue ? { reason: 'DeadlineExceeded' } : {}),
      conditions: [scheduledCondition(pod)],
      containerStatuses: containerStatuses(pod),
    },
  };
}

function scheduledCondition({ node, waitsFor = '' }: Pod): object {
  if (node !== undefined) return { type: 'PodScheduled', status: 'True' };
  return { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: waitsFor };
}

function containerStatuses({ spec, startedAt, finishedAt, exitCode }: Pod): readonly object[] {
  if (startedAt === undefined) return [];
  return spec.containers.map(({ name, image }) => ({
    ...{ name, image, imageID: '', ready: finishedAt === undefined, restartCount: 0 },
    state:
      finishedAt === undefined
        ? { running: { startedAt: toTime(startedAt) } }
        : {
            terminated: {
              ...{ exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' },
              ...{ startedAt: toTime(startedAt), finishedAt: toTime(finishedAt) },
            },
          },
  }));
}

function messageOf(reason: string): string {
  switch (reason) {
    case 'BackoffLimitExceeded':
      return 'Job has reached the specified backoff limit';
    case 'DeadlineExceeded':
      return 'Job was active longer than specified deadline';
    default:
      return '';
  }
}

/** Whole seconds, as in Kubernetes. */
function toTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
