import type { AlertCause } from '../../domain/alert/alert-cause.ts';
import type { MatchedCause } from '../../domain/alert/add-causes.ts';
import { RECIPIENTS_RULE_ID, type AlertRule } from '../../domain/alert/alert-rule.ts';
import { incidentIdentity } from '../../domain/alert/incident-group.ts';
import { recipientsOf } from '../../domain/alert/recipients-rule.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import { looksFor } from '../../domain/alert/rule-match.ts';
import type { Job } from '../../domain/job/job.ts';
import type { Fingerprint } from '../ports/environment.ts';

/** Causes of one job, or of none. */
export interface JobCauses {
  readonly job: Job | undefined;
  readonly causes: readonly AlertCause[];
}

/** Causes that belong to incidents of one key. */
export interface KeyCauses {
  readonly key: string;
  readonly rule: AlertRule;
  readonly causes: readonly MatchedCause[];
}

/** Which rule is to be told of which causes, by what makes them one incident. */
export function matchCauses(
  all: readonly JobCauses[],
  book: RuleBook,
  fingerprint: Fingerprint,
): readonly KeyCauses[] {
  const found = new Map<string, KeyCauses & { readonly causes: MatchedCause[] }>();
  for (const { job, causes } of all) {
    const recipients = recipientsOf(job);
    for (const rule of rulesFor(causes, book, recipients)) {
      for (const cause of looksFor(rule, causes, job)) {
        const key = `${rule.ruleId}.${fingerprint(incidentIdentity(rule, cause, recipients))}`;
        const known = found.get(key) ?? { key, rule, causes: [] };
        known.causes.push({ cause, recipients });
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

/** The rule of the recipients is only there where there are any. */
function rulesFor(
  causes: readonly AlertCause[],
  book: RuleBook,
  recipients: readonly string[],
): readonly AlertRule[] {
  const streams = [...new Set(causes.map(({ valueStream }) => valueStream))];
  const rules = streams.flatMap((stream) => book.inStream(stream));
  return recipients.length > 0 ? rules : rules.filter(({ ruleId }) => ruleId !== RECIPIENTS_RULE_ID);
}
