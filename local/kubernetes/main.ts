import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWith, print, stopOnInterrupt } from '../command-line.ts';
import { startKubernetes } from './start-kubernetes.ts';

const DEFAULT_PORT = '7090';

/** One for memory, one for CPU, one small. */
const NODES = [
  { name: 'memory-node', cpu: '8', memory: '64Gi' },
  { name: 'cpu-node', cpu: '32', memory: '32Gi' },
  { name: 'small-node', cpu: '4', memory: '16Gi' },
];

/** Runs a stand-in for a cluster alone until it is interrupted. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: DEFAULT_PORT } } });
  const cluster = await startKubernetes({ port: Number(values.port), nodes: NODES });
  stopOnInterrupt([() => cluster.stop()]);
  const kubeconfig = join(tmpdir(), `evenkeel-kubeconfig-${cluster.port}`);
  await writeFile(kubeconfig, cluster.kubeconfig);
  print(`Cluster      ${cluster.origin}`);
  print(
    `Nodes        ${NODES.map(({ name, cpu, memory }) => `${name} (${cpu} cores, ${memory})`).join(', ')}`,
  );
  print(`Kubeconfig   ${kubeconfig}`);
  print(`For the app  BATCH__kubeconfig=${kubeconfig}`);
  print('Ready. Ctrl-C stops it; its Jobs are forgotten.');
}

main().catch(exitWith);
