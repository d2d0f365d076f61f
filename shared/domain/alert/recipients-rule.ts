import type { Job } from '../job/job.ts';
import { DEFAULT_QUIET_SECONDS, RECIPIENTS_RULE_ID, type AlertRule } from './alert-rule.ts';

/** The rule that the jobs of a value stream with `recipients` have by themselves; see RECIPIENTS_RULE_ID. */
export function recipientsRule(valueStream: string): AlertRule {
  return {
    ruleId: RECIPIENTS_RULE_ID,
    valueStream,
    description: 'What the recipients of a job are told.',
    scope: {},
    // An alarm of the job's own criteria is told, whatever the band.
    conditions: [
      { type: 'drift', band: 'significant-shift' },
      { type: 'run-failed' },
      { type: 'job-paused' },
      { type: 'dead-letter' },
    ],
    channels: [{ type: 'recipients' }],
    severity: 'warning',
    groupBy: 'cause',
    quietSeconds: DEFAULT_QUIET_SECONDS,
    isEnabled: true,
    generation: 1,
    createdAt: 0,
    updatedAt: 0,
  };
}

/** No mail goes to a longer one (RFC 5321, 4.5.3.1.3), and an incident has to hold some dozens. */
const MAX_ADDRESS = 254;

/** Whom a job names to be told, each once. */
export function recipientsOf(job: Job | undefined): readonly string[] {
  const recipients = job?.kind === 'stability' ? job.task.recipients : [];
  return [...new Set(recipients)].filter((address) => address.length <= MAX_ADDRESS);
}
