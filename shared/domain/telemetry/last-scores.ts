/** The last PSI of a model's score. */
export interface LastScore {
  readonly valueStream: string;
  /** Of the job that measured it. */
  readonly jobId: string;
  readonly psi: number;
  /** The slot whose data were measured, epoch ms. */
  readonly dueAt: number;
  /** Epoch ms. */
  readonly measuredAt: number;
}

/** By model. */
export type LastScores = Readonly<Record<string, LastScore>>;

/** As long as runs are kept: who has not been measured since is no news. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * The scores with one more, the highest `most` of them: one of an earlier slot than is known changes nothing, and what
 * was measured three months ago is forgotten. A model that has been left out comes back with its next measurement.
 */
export function withScore(
  scores: LastScores,
  modelId: string,
  { score, most }: { readonly score: LastScore; readonly most: number },
): LastScores {
  const known = Object.hasOwn(scores, modelId) ? scores[modelId] : undefined;
  if (known !== undefined && known.dueAt > score.dueAt) return scores;
  const all = Object.entries({ ...scores, [modelId]: score });
  const recent = all.filter(([, { measuredAt }]) => measuredAt > score.measuredAt - KEPT_MS);
  if (recent.length <= most) return Object.fromEntries(recent);
  return Object.fromEntries(recent.toSorted(([, a], [, b]) => b.psi - a.psi).slice(0, most));
}

/** The scores without the one that a job measured which is no more; what another job has measured since stays. */
export function withoutScore(
  scores: LastScores,
  { modelId, jobId }: { readonly modelId: string; readonly jobId: string },
): LastScores {
  return Object.fromEntries(
    Object.entries(scores).filter(([name, score]) => name !== modelId || score.jobId !== jobId),
  );
}
