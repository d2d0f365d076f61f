import type { HttpResponseInit } from '@azure/functions';
import type { DeleteAlertRule } from '../../shared/application/alerts/delete-alert-rule.ts';
import type {
  MuteAlertRule,
  MuteAlertRuleOutcome,
  UnmuteAlertRule,
} from '../../shared/application/alerts/mute-alert-rule.ts';
import { alertRuleSubject } from '../../shared/application/alerts/audited-alert-rule.ts';
import type { SaveAlertRule, SaveAlertRuleOutcome } from '../../shared/application/alerts/save-alert-rule.ts';
import type { ChannelTest, TestAlertRule } from '../../shared/application/alerts/test-alert-rule.ts';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import type { AlertRuleStore } from '../../shared/application/ports/alert-rule-store.ts';
import type { Clock } from '../../shared/application/ports/environment.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { channelView } from '../../shared/contracts/http/alert-channel-view.ts';
import { toAlertRuleDefinition } from '../../shared/contracts/http/alert-rule-request.ts';
import { alertRuleView } from '../../shared/contracts/http/alert-rule-view.ts';
import {
  deleteAlertRuleContract,
  listAlertRulesContract,
  muteAlertRuleContract,
  readAlertRuleContract,
  saveAlertRuleContract,
  testAlertRuleContract,
  unmuteAlertRuleContract,
} from '../../shared/contracts/http/alert-rules.ts';
import { muteEnd } from '../../shared/contracts/http/mute-request.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { operation, type Operation } from './api/operation.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly alertRules: Pick<AlertRuleStore, 'get' | 'list'>;
  readonly saveAlertRule: SaveAlertRule;
  readonly deleteAlertRule: DeleteAlertRule;
  readonly muteAlertRule: MuteAlertRule;
  readonly unmuteAlertRule: UnmuteAlertRule;
  readonly testAlertRule: TestAlertRule;
  readonly changedSince: ChangedSince;
  readonly clock: Clock;
}

/** What is below `/api/alert-rules`. */
export function alertRuleOperations(useCases: UseCases): readonly Operation[] {
  return [...definingOperations(useCases), ...mutingOperations(useCases), testOperation(useCases)];
}

function definingOperations({
  alertRules,
  saveAlertRule,
  deleteAlertRule,
  changedSince,
}: UseCases): readonly Operation[] {
  return [
    operation(listAlertRulesContract, async ({ query: { limit, cursor, ...named }, caller }) => {
      const valueStreams = streamsOf(caller, 'reader');
      const filter = valueStreams === undefined ? named : { ...named, valueStreams };
      const page = await alertRules.list(filter, toPageRequest({ limit, cursor }));
      return { jsonBody: { ...page, items: page.items.map(alertRuleView) } };
    }),

    operation(readAlertRuleContract, async ({ path: { ruleId } }) => {
      const found = await alertRules.get(ruleId);
      if (found === undefined) return notFound('alert-rule', ruleId);
      return { headers: { etag: found.version }, jsonBody: alertRuleView(found.value) };
    }),

    operation(saveAlertRuleContract, async ({ path: { ruleId }, body, ...call }) => {
      if (body.ruleId !== undefined && body.ruleId !== ruleId) throw otherId(ruleId);
      const saved = await saveAlertRule(toAlertRuleDefinition(ruleId, body), call.ifMatch, call.actor());
      return saved.outcome === 'version-mismatch'
        ? refuse(changedSince, ruleId, call.ifMatch)
        : afterSaving(saved, ruleId);
    }),

    operation(deleteAlertRuleContract, async ({ path: { ruleId }, ...call }) => {
      const { outcome } = await deleteAlertRule(ruleId, call.ifMatch, call.actor());
      switch (outcome) {
        case 'deleted':
          return { status: 204 };
        case 'not-found':
          return notFound('alert-rule', ruleId);
        case 'version-mismatch':
          return refuse(changedSince, ruleId, call.ifMatch);
      }
    }),
  ];
}

function mutingOperations({
  muteAlertRule,
  unmuteAlertRule,
  changedSince,
  clock,
}: UseCases): readonly Operation[] {
  const answer = (outcome: MuteAlertRuleOutcome, ruleId: string, expected: ExpectedVersions) => {
    switch (outcome.outcome) {
      case 'changed':
        return { headers: { etag: outcome.version }, jsonBody: alertRuleView(outcome.value) };
      case 'not-found':
        return notFound('alert-rule', ruleId);
      case 'version-mismatch':
        return refuse(changedSince, ruleId, expected);
    }
  };
  return [
    operation(muteAlertRuleContract, async ({ path: { ruleId }, body, ...call }) => {
      const { reason } = body;
      const mute = { until: muteEnd(body, clock.now()), author: call.author(body.author), reason };
      return answer(await muteAlertRule(ruleId, mute, call.ifMatch), ruleId, call.ifMatch);
    }),

    operation(unmuteAlertRuleContract, async ({ path: { ruleId }, ...call }) => {
      const outcome = await unmuteAlertRule(ruleId, call.actor(), call.ifMatch);
      return outcome.outcome === 'changed' ? { status: 204 } : answer(outcome, ruleId, call.ifMatch);
    }),
  ];
}

function testOperation({ testAlertRule }: UseCases): Operation {
  return operation(testAlertRuleContract, async ({ path: { ruleId }, body, ...call }) => {
    const tests = await testAlertRule(ruleId, call.actor(body));
    if (tests === undefined) return notFound('alert-rule', ruleId);
    return { jsonBody: { channels: tests.map(testView) } };
  });
}

function testView({ channel, outcome, reason }: ChannelTest) {
  return { channel: channelView(channel), outcome, ...(reason === undefined ? {} : { reason }) };
}

function refuse(
  changedSince: ChangedSince,
  ruleId: string,
  expected: ExpectedVersions,
): Promise<HttpResponseInit> {
  const subject = alertRuleSubject(ruleId);
  return outdated(changedSince, { subject, expected, words: `Alert rule '${ruleId}' is` });
}

function otherId(ruleId: string): InvalidInput {
  const message = `must be '${ruleId}' as in the path, or left out`;
  return new InvalidInput('The body names another rule.', [{ pointer: '/ruleId', message }]);
}

type Current<T> = Exclude<T, { readonly outcome: 'version-mismatch' }>;

function afterSaving(saved: Current<SaveAlertRuleOutcome>, ruleId: string): HttpResponseInit {
  switch (saved.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged': {
      const isNew = saved.outcome === 'created';
      const location = isNew ? { location: `/api/alert-rules/${ruleId}` } : {};
      return {
        status: isNew ? 201 : 200,
        headers: { etag: saved.version, ...location },
        jsonBody: { ...alertRuleView(saved.value), warnings: saved.warnings },
      };
    }
    case 'version-required':
      return problem({
        type: 'precondition-required',
        status: 428,
        title: 'Say which version is to be replaced.',
        detail: `Alert rule '${ruleId}' is defined otherwise. Read it, and send its ETag as If-Match.`,
      });
  }
}
