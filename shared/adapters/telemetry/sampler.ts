export interface Sampling {
  readonly followsParent: boolean;
  readonly ratio: number;
}

/** Decides whether a trace is recorded. The same trace has the same answer in every process. */
export interface Sampler {
  /** Of a trace that begins here; runs always do. */
  begins(traceId: string): boolean;
  /** Of one that a caller has begun. */
  continues(parent: { readonly traceId: string; readonly isSampled: boolean }): boolean;
}

/** By a ratio of the trace ids, in the way of the OpenTelemetry SDK, so that both decide alike. */
export function createSampler({ followsParent, ratio }: Sampling): Sampler {
  const bound = Math.floor(ratio * 0xffff_ffff);
  const begins = (traceId: string): boolean => ratio === 1 || accumulate(traceId) < bound;
  return {
    begins,
    continues: (parent) => (followsParent ? parent.isSampled : begins(parent.traceId)),
  };
}

function accumulate(traceId: string): number {
  let sum = 0;
  for (let at = 0; at < 32; at += 8) sum = (sum ^ Number.parseInt(traceId.slice(at, at + 8), 16)) >>> 0;
  return sum;
}
