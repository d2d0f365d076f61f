import { describe, expect, test } from 'vitest';
import { jobBody, nodeBody, type PodSpec } from '../../../local/kubernetes/resources.ts';
import { chooseNode } from '../../../local/kubernetes/scheduler/choose-node.ts';
import { nodeState, withPod, type NodeState } from '../../../local/kubernetes/scheduler/node-state.ts';
import { scoreNodes } from '../../../local/kubernetes/scheduler/score-nodes.ts';

/** What every node gets where none has a taint that discourages: three times 100. */
const NO_TAINTS = 300;

function node(name: string, cpu: string, memory: string, spec: object = {}, labels: object = {}): NodeState {
  const allocatable = { cpu, memory };
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: { allocatable } };
  return nodeState(nodeBody.parse(body), []);
}

function pod(requests: object, spec: object = {}): PodSpec {
  const containers = [{ name: 'main', image: 'busybox', resources: { requests } }];
  const template = { spec: { restartPolicy: 'Never', containers, ...spec } };
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template } };
  return jobBody.parse(job).spec.template.spec;
}

function preferring(...names: readonly (readonly [string, number])[]): object {
  return {
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: names.map(([name, weight]) => ({
          weight,
          preference: { matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] },
        })),
      },
    },
  };
}

describe('scoreNodes', () => {
  test('adds least allocated and balanced allocation, each of 100', () => {
    // (4000-1000)/4000 = 75 and (16-8)/16 = 50 make 62; |0.25-0.5|/2 off 100 % makes 87.
    expect(scoreNodes(pod({ cpu: '1', memory: '8Gi' }), [node('a', '4', '16Gi')])).toEqual([
      62 + 87 + NO_TAINTS,
    ]);
  });

  test('counts preferred terms twice, against the highest of the nodes', () => {
    const nodes = [node('a', '4', '16Gi'), node('b', '4', '16Gi'), node('c', '4', '16Gi')];
    const request = { cpu: '1', memory: '4Gi' };
    const [bare = 0] = scoreNodes(pod(request), nodes);

    const scores = scoreNodes(pod(request, preferring(['a', 100], ['b', 15])), nodes);

    expect(scores).toEqual([bare + 200, bare + 30, bare]);
  });

  test('has the second node weigh as much as the first once that cannot be had', () => {
    const nodes = [node('b', '4', '16Gi'), node('c', '4', '16Gi')];
    const scores = scoreNodes(
      pod({ cpu: '1', memory: '4Gi' }, preferring(['a', 100], ['b', 15], ['c', 14])),
      nodes,
    );

    expect((scores[0] ?? 0) - (scores[1] ?? 0)).toBe(2 * (100 - 93));
  });

  test('reckons with 100m and 200 MiB where nothing is asked for, and not with balance', () => {
    // (1000-100)/1000 = 90 and (1000-200)/1000 = 80 make 85.
    expect(scoreNodes(pod({}), [node('a', '1', '1000Mi')])).toEqual([85 + NO_TAINTS]);
  });

  test('leaves out of the balance what a node has none of', () => {
    const [score] = scoreNodes(pod({ memory: '1Gi' }), [node('a', '0', '4Gi')]);

    // No CPU gives 0, (4-1)/4 = 75: on average 37; balance of one share alone 100.
    expect(score).toBe(37 + 100 + NO_TAINTS);
  });

  test('prefers nodes without taints that only discourage', () => {
    const spec = { taints: [{ key: 'spot', effect: 'PreferNoSchedule' }] };
    const scores = scoreNodes(pod({ cpu: '1', memory: '4Gi' }), [
      node('a', '4', '16Gi', spec),
      node('b', '4', '16Gi'),
    ]);

    expect((scores[1] ?? 0) - (scores[0] ?? 0)).toBe(300);
  });
});

describe('chooseNode', () => {
  test('takes the preferred node against all that speaks for an emptier one', () => {
    const large = node('large', '64', '256Gi');
    const small = node('small', '2', '8Gi');

    const chosen = chooseNode(pod({ cpu: '1', memory: '7Gi' }, preferring(['small', 100])), [large, small]);

    expect(chosen).toMatchObject({ outcome: 'chosen', node: 'small' });
  });

  test('never gives more than a node has', () => {
    const full = withPod(node('a', '1', '4Gi'), pod({ cpu: '800m', memory: '1Gi' }));

    expect(chooseNode(pod({ cpu: '300m', memory: '1Gi' }), [full])).toEqual({
      outcome: 'unschedulable',
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    });
  });

  test('says why none will do, in the scheduler’s words', () => {
    const nodes = [
      node('a', '1', '1Gi'),
      node('b', '8', '32Gi', { unschedulable: true }),
      node('c', '8', '32Gi', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] }),
      node('d', '8', '32Gi'),
    ];

    expect(chooseNode(pod({ cpu: '2', memory: '2Gi' }, { nodeSelector: { disk: 'ssd' } }), nodes)).toEqual({
      outcome: 'unschedulable',
      message:
        "0/4 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity/selector.",
    });
  });
});
