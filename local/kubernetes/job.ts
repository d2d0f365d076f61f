import type { JobBody } from './resources.ts';

/** A Job with how far it is. Changed by the cluster alone. */
export class Job {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly body: JobBody;
  readonly createdAt: number;
  version = 0;
  podCount = 0;
  failed = 0;
  succeeded = 0;
  ended: { readonly at: number; readonly type: 'Complete' | 'Failed'; readonly reason: string } | undefined;

  constructor(
    body: JobBody,
    namespace: string,
    { uid, createdAt }: { readonly uid: string; readonly createdAt: number },
  ) {
    this.namespace = namespace;
    this.name = body.metadata.name;
    this.uid = uid;
    this.body = body;
    this.createdAt = createdAt;
  }

  /** When its time is over, epoch ms, while it goes on. */
  get deadlineAt(): number | undefined {
    const { activeDeadlineSeconds } = this.body.spec;
    if (this.ended !== undefined || activeDeadlineSeconds === undefined) return undefined;
    return this.createdAt + activeDeadlineSeconds * 1000;
  }

  /** When it is deleted by itself, epoch ms. */
  get expiresAt(): number | undefined {
    const { ttlSecondsAfterFinished } = this.body.spec;
    if (this.ended === undefined || ttlSecondsAfterFinished === undefined) return undefined;
    return this.ended.at + ttlSecondsAfterFinished * 1000;
  }
}
