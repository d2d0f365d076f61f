/** What an audit found and mended. */
export interface AuditCounts {
  readonly jobs: number;
  readonly slots: number;
  /** Slots by their SlotAnswer, as they were found. */
  readonly answers: Readonly<Record<string, number>>;
  /** Slots that should have had a run or a reason and had neither. */
  readonly unanswered: number;
  /** Slots with more than one run. */
  readonly doubles: number;
  /** Unanswered slots that were given a run. */
  readonly repairedRuns: number;
  /** Unanswered slots that were given a reason. */
  readonly repairedReasons: number;
  /** Jobs that were made to be due again. */
  readonly repairedTicks: number;
  /** Lanes that did not say what their runs said. */
  readonly repairedLanes: number;
  /** Jobs that were overdue and dispatched by the audit. */
  readonly overdueJobs: number;
  /** Jobs that could not be audited; each is in the log. */
  readonly failures: number;
}

export const NO_COUNTS: AuditCounts = {
  ...{ jobs: 0, slots: 0, answers: {}, unanswered: 0, doubles: 0 },
  ...{ repairedRuns: 0, repairedReasons: 0, repairedTicks: 0, repairedLanes: 0 },
  ...{ overdueJobs: 0, failures: 0 },
};

/** The sums of two audits' counts. */
export function addCounts(a: AuditCounts, b: AuditCounts): AuditCounts {
  return {
    jobs: a.jobs + b.jobs,
    slots: a.slots + b.slots,
    answers: addAnswers(a.answers, b.answers),
    unanswered: a.unanswered + b.unanswered,
    doubles: a.doubles + b.doubles,
    repairedRuns: a.repairedRuns + b.repairedRuns,
    repairedReasons: a.repairedReasons + b.repairedReasons,
    repairedTicks: a.repairedTicks + b.repairedTicks,
    repairedLanes: a.repairedLanes + b.repairedLanes,
    overdueJobs: a.overdueJobs + b.overdueJobs,
    failures: a.failures + b.failures,
  };
}

/** What was mended, without what was found. */
export function repairsOf(counts: AuditCounts): AuditCounts {
  const { repairedRuns, repairedReasons, repairedTicks, repairedLanes } = counts;
  return { ...NO_COUNTS, repairedRuns, repairedReasons, repairedTicks, repairedLanes };
}

function addAnswers(a: AuditCounts['answers'], b: AuditCounts['answers']): AuditCounts['answers'] {
  const sum: Record<string, number> = { ...a };
  for (const [answer, count] of Object.entries(b)) sum[answer] = (sum[answer] ?? 0) + count;
  return sum;
}
