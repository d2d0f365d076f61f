import type { SecretKey } from './batch-job.ts';
import type { JobManifest } from './job-manifest.ts';

/** What a run says, and whoever schedules a batch with a source, where there is no volume to fetch it to. */
export const NO_SOURCE_CLAIM =
  'The task has a source, and no volume is set for sources: set BATCH__sourceClaim.';

/** What a batch's jobs work with, fetched once for all of them. */
export interface BatchSource {
  /** Of a git repository, by https. */
  readonly url: string;
  /** A branch, a tag or a commit. */
  readonly ref: string;
  /** The folder of the repository that the jobs get; `.`: all of it. */
  readonly path: string;
  /** Where the jobs find it. */
  readonly mountPath: string;
  /** A token for the repository, of a secret of the cluster. */
  readonly credentials?: SecretKey;
}

/** What a Job about the source is made for. */
export interface SourceJobContext {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly keepSeconds: number;
  /** Has git and a shell. */
  readonly image: string;
  readonly claim: string;
  /** The folder of the volume that is this batch's alone. */
  readonly folder: string;
  /** After which the Job is ended though it has found no room; absent: it waits for as long as that takes. */
  readonly deadlineSeconds?: number;
}

/** Where the volume is in the Jobs that fetch and delete. */
const VOLUME_PATH = '/sources';

/** Kubernetes tries each so often again. */
const RETRIES = 3;

/** Of each try, from when a node has it. */
const TIMEOUT_SECONDS = 900;

/**
 * Everything comes in variables and is quoted: no text of a caller is ever shell. What is there already was fetched by a
 * pod before this one. It gets its place by a rename, so that no job ever sees a half of it. Only https is spoken, also
 * where the repository redirects or has submodules.
 */
const FETCH = [
  'set -eu',
  'target="$VOLUME/$FOLDER"',
  'if [ -e "$target" ]; then echo "The source is there already."; exit 0; fi',
  'export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=https',
  'if [ -n "${GIT_TOKEN:-}" ]; then',
  '  basic=$(printf "x-access-token:%s" "$GIT_TOKEN" | base64 | tr -d "\\n")',
  '  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: Basic $basic"',
  'fi',
  'work="$VOLUME/.$FOLDER-$HOSTNAME"',
  'rm -rf "$work"; mkdir -p "$work"; cd "$work"',
  'git init -q',
  'git fetch -q --depth 1 --no-tags -- "$SOURCE_URL" "$SOURCE_REF"',
  'git checkout -q FETCH_HEAD',
  'commit=$(git rev-parse HEAD)',
  'rm -rf .git',
  'if [ ! -d "./$SOURCE_PATH" ]; then echo "There is no folder $SOURCE_PATH in commit $commit."; rm -rf "$work"; exit 3; fi',
  'stage="$work.stage"; rm -rf "$stage"; mkdir -p "$stage"',
  'cp -a "./$SOURCE_PATH/." "$stage/"',
  'mv -T "$stage" "$target" || [ -e "$target" ]',
  'cd /; rm -rf "$work" "$stage"',
  'echo "Fetched commit $commit."',
].join('\n');

/** What a fetch that was killed has left lies beside the folder. */
const DELETE = [
  'set -eu',
  'rm -rf "$VOLUME/$FOLDER" "$VOLUME/.$FOLDER"-*',
  'echo "Deleted the source."',
].join('\n');

/** The Job that fetches a source into the batch's folder of the volume. */
export function fetchManifest(source: BatchSource, context: SourceJobContext): JobManifest {
  const { url, ref, path, credentials } = source;
  return sourceManifest(context, FETCH, [
    { name: 'SOURCE_URL', value: url },
    { name: 'SOURCE_REF', value: ref },
    { name: 'SOURCE_PATH', value: path },
    ...(credentials === undefined
      ? []
      : [{ name: 'GIT_TOKEN', valueFrom: { secretKeyRef: { ...credentials } } }]),
  ]);
}

/**
 * The Job that deletes the batch's folder; deleting what is not there is done at once. It has no deadline: given up in a
 * full cluster, the folder would be there for good.
 */
export function deleteManifest(context: SourceJobContext): JobManifest {
  return sourceManifest(context, DELETE, []);
}

function sourceManifest(context: SourceJobContext, script: string, env: readonly object[]): JobManifest {
  const { name, namespace, labels, annotations, keepSeconds, image, claim, folder } = context;
  const { deadlineSeconds } = context;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels, annotations },
    spec: {
      backoffLimit: RETRIES,
      ttlSecondsAfterFinished: keepSeconds,
      ...(deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: deadlineSeconds }),
      template: {
        metadata: { labels, annotations },
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: TIMEOUT_SECONDS,
          automountServiceAccountToken: false,
          containers: [
            {
              ...{ name: 'main', image, command: ['/bin/sh', '-c', script] },
              env: [{ name: 'VOLUME', value: VOLUME_PATH }, { name: 'FOLDER', value: folder }, ...env],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
              securityContext: { allowPrivilegeEscalation: false },
              volumeMounts: [{ name: 'sources', mountPath: VOLUME_PATH }],
            },
          ],
          volumes: [{ name: 'sources', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}
