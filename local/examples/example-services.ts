import { startExampleCluster, type ExampleCluster } from './batch-example.ts';
import { startDatabricksExample, type DatabricksExample } from './databricks-example.ts';

/** What the app's settings have to name before it starts. */
export interface ExampleServices {
  /** Of the app. */
  readonly settings: Readonly<Record<string, string>>;
  readonly workspace: DatabricksExample;
  /** Absent where the environment names a cluster: whose cluster it is, its batches are. */
  readonly cluster?: ExampleCluster;
  stop(): Promise<void>;
}

/** Starts the stand-ins for a Databricks workspace and, unless the environment names one, for a cluster. */
export async function startExampleServices(): Promise<ExampleServices> {
  const workspace = await startDatabricksExample();
  if (isClusterSet()) return { settings: workspace.settings, workspace, stop: () => workspace.stop() };
  const cluster = await startExampleCluster();
  return {
    settings: { ...workspace.settings, ...cluster.settings },
    workspace,
    cluster,
    stop: async () => {
      await Promise.all([workspace.stop(), cluster.stop()]);
    },
  };
}

function isClusterSet(): boolean {
  return ['BATCH__kubeconfig', 'BATCH__kubeconfigSecret'].some((key) => Boolean(process.env[key]));
}
