import type { Actor } from '../../domain/access/actor.ts';
import type { AlertChannel } from '../../domain/alert/alert-channel.ts';
import type { AlertRule } from '../../domain/alert/alert-rule.ts';
import { testMessage } from '../../domain/alert/test-message.ts';
import type { AuditedChange } from '../audited-change.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { AlertSender } from '../ports/alert-sender.ts';
import type { Clock, UniqueId } from '../ports/environment.ts';
import { alertRuleSubject } from './audited-alert-rule.ts';

/** What became of a test message to a channel. */
export interface ChannelTest {
  readonly channel: AlertChannel;
  /** `not-tested`: it names nobody by itself, as `recipients` does. */
  readonly outcome: 'sent' | 'not-sent' | 'not-tested';
  /** For people; absent of what was sent. */
  readonly reason?: string;
}

interface Dependencies {
  readonly alertRules: Pick<AlertRuleStore, 'get'>;
  readonly alertSender: AlertSender;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

/** Undefined: there is no such rule. */
export type TestAlertRule = (ruleId: string, actor: Actor) => Promise<readonly ChannelTest[] | undefined>;

/**
 * Sends a test message to every channel of a rule, whether it is enabled or muted or not, each once: what is not sent is
 * told and not tried again. Nothing is stored but that somebody asked, and how many were sent.
 */
export function createTestAlertRule(dependencies: Dependencies): TestAlertRule {
  const { alertRules, auditedChange, uniqueId } = dependencies;
  return async (ruleId, actor) => {
    const stored = await alertRules.get(ruleId);
    if (stored === undefined) return undefined;
    const changeId = uniqueId();
    const asked = { subject: alertRuleSubject(ruleId), changeId, action: 'test', actor };
    const { result } = await auditedChange(asked, async () => {
      const tests = await testAll(dependencies, stored.value, changeId);
      const sent = tests.filter(({ outcome }) => outcome === 'sent').length;
      return { result: tests, outcome: 'done', after: { sent, channels: tests.length } };
    });
    return result;
  };
}

/** At once: each may take a minute. */
function testAll(
  { alertSender, clock }: Dependencies,
  rule: AlertRule,
  changeId: string,
): Promise<readonly ChannelTest[]> {
  return Promise.all(
    rule.channels.map(async (channel, index): Promise<ChannelTest> => {
      if (channel.type === 'recipients') {
        const reason = 'It goes to the recipients of the job that an alert is about; a test is about none.';
        return { channel, outcome: 'not-tested', reason };
      }
      const deliveryId = `test-${changeId}-${index}`;
      const message = testMessage(rule, { deliveryId, now: clock.now() });
      const sent = await alertSender.send(channel, message);
      return sent.outcome === 'sent'
        ? { channel, outcome: 'sent' }
        : { channel, outcome: 'not-sent', reason: sent.reason };
    }),
  );
}
