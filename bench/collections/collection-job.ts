/** A collection that costs as little waiting as may be: it looks every tenth of a second. */
export function collectionJob(
  jobId: string,
  { baseUrl, recurrence, policies = {} }: JobOptions,
): { readonly jobId: string; readonly kind: string } & Readonly<Record<string, unknown>> {
  return {
    jobId,
    kind: 'report-collection',
    valueStream: 'bench',
    task: {
      resource: jobId,
      baseUrl,
      requestPath: `/request_report?offset={offset}&resource=${jobId}`,
      poll: { intervalSeconds: 0.1, backoffCoefficient: 1.5, maxIntervalSeconds: 2 },
      maxBytes: 2 ** 30,
      columns: ['account_id', 'segment', 'amount', 'days_past_due', 'score'],
    },
    recurrences: [recurrence],
    policies,
  };
}

interface JobOptions {
  readonly baseUrl: string;
  readonly recurrence: object;
  readonly policies?: object;
}
