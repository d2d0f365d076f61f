import type { Watch } from '@kubernetes/client-node';
import { z } from 'zod';
import type { Watched } from '../../application/ports/cluster.ts';
import { hasEnded } from './from-objects.ts';

/** What is read of a watch's line. */
const watchedJob = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  status: z
    .object({
      ready: z.number().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
    })
    .optional(),
});

type WatchedJob = z.output<typeof watchedJob>;

interface Asked {
  /** Of all Jobs of a namespace. */
  readonly path: string;
  readonly labelSelector: string;
  /** From when on, of a list. */
  readonly version: string;
  readonly seconds: number;
}

/**
 * Waits for the first change of Jobs that matters: one has begun, ended, or is gone. Whatever goes wrong with a watch
 * (a version that is too old, no right to watch, a connection that is cut) is `unwatchable`: a list says more.
 */
export async function watchJobs(watch: Watch, asked: Asked): Promise<Watched> {
  const { path, labelSelector, seconds } = asked;
  const { promise: ended, resolve: end } = Promise.withResolvers<Watched>();
  let { version } = asked;
  const timer = setTimeout(() => {
    end({ outcome: 'quiet', version });
  }, seconds * 1000);
  const query = {
    ...{ labelSelector, resourceVersion: version, allowWatchBookmarks: true },
    // The server's own end is for when nobody is left here: it comes after ours.
    timeoutSeconds: seconds + 5,
  };
  const opened = watch.watch(
    path,
    query,
    (type: string, object: unknown) => {
      const job = watchedJob.safeParse(object).data;
      if (type === 'ERROR' || job === undefined) {
        end({ outcome: 'unwatchable' });
        return;
      }
      version = job.metadata.resourceVersion;
      if (matters(type, job)) end({ outcome: 'changed' });
    },
    () => {
      end({ outcome: 'unwatchable' });
    },
  );
  try {
    return await Promise.race([ended, failureOf(opened)]);
  } finally {
    clearTimeout(timer);
    // It may not have been answered yet: then it is ended as soon as it is.
    void opened.then(
      (controller) => {
        controller.abort();
      },
      () => undefined,
    );
  }
}

/** A watch that cannot even be asked for, such as for want of credentials. */
async function failureOf(opened: Promise<unknown>): Promise<Watched> {
  try {
    await opened;
  } catch {
    return { outcome: 'unwatchable' };
  }
  return new Promise(() => undefined);
}

function matters(type: string, { status }: WatchedJob): boolean {
  if (type === 'BOOKMARK') return false;
  return type === 'DELETED' || (status?.ready ?? 0) > 0 || hasEnded(status?.conditions ?? []);
}
