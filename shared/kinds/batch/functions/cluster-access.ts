import type { Secrets } from '../../../application/ports/secrets.ts';
import type { ClusterAccess } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { ClusterRefusal } from '../application/ports/cluster.ts';
import { NO_CLUSTER, type BatchSettings } from '../settings.ts';

/** Where the settings say that the cluster is. Throws ClusterRefusal where they do not, or name a secret that is not there. */
export function clusterAccess(settings: BatchSettings, secrets: Secrets): ClusterAccess {
  const { BATCH__kubeconfigSecret: kubeconfigSecret, BATCH__tokenSecret: tokenSecret } = settings;
  const token = tokenSecret === undefined ? undefined : secretOf(secrets, tokenSecret);
  const rest = { context: settings.BATCH__context, token, namespace: settings.BATCH__namespace };
  if (kubeconfigSecret !== undefined) {
    return { kubeconfig: { text: secretOf(secrets, kubeconfigSecret) }, ...rest };
  }
  const { BATCH__kubeconfig: path } = settings;
  if (path === undefined) throw new ClusterRefusal(0, NO_CLUSTER);
  return { kubeconfig: path === 'in-cluster' ? path : { path }, ...rest };
}

function secretOf(secrets: Secrets, name: string): string {
  const secret = secrets.get(name);
  if (secret === undefined)
    throw new ClusterRefusal(0, `The setting SECRETS__${name}, which leads to the cluster, is not there.`);
  return secret;
}
