import type { Container } from '@azure/cosmos';
import { CosmosAlertRuleStore } from '../../shared/adapters/cosmos/cosmos-alert-rule-store.ts';
import { CosmosAlertSources } from '../../shared/adapters/cosmos/cosmos-alert-sources.ts';
import { CosmosChangeFeed } from '../../shared/adapters/cosmos/cosmos-change-feed.ts';
import { CosmosExpectationStore } from '../../shared/adapters/cosmos/cosmos-expectation-store.ts';
import { CosmosFeedProgressStore } from '../../shared/adapters/cosmos/cosmos-feed-progress-store.ts';
import { CosmosIncidentStore } from '../../shared/adapters/cosmos/cosmos-incident-store.ts';
import { createDeliverAlerts } from '../../shared/application/alerts/deliver-alerts.ts';
import { createRaiseAlerts } from '../../shared/application/alerts/raise-alerts.ts';
import { createSweepAlerts } from '../../shared/application/alerts/sweep-alerts.ts';
import type { AlertRuleStore } from '../../shared/application/ports/alert-rule-store.ts';
import type { AlertSender } from '../../shared/application/ports/alert-sender.ts';
import type { Clock, Fingerprint, Log } from '../../shared/application/ports/environment.ts';
import type { IncidentStore } from '../../shared/application/ports/incident-store.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import { createStreamOfLock } from '../../shared/application/read-locks.ts';
import type { AlertConfig } from '../../shared/config/alert-config.ts';
import type { FunctionRegistry } from '../registry.ts';
import { registerDeliverAlerts } from '../timers/deliver-alerts.ts';
import { registerRaiseAlerts } from '../timers/raise-alerts.ts';

/**
 * Changes that one read of the feed gives: what fails together is written to its incident together, and other documents
 * of the container are among them.
 */
const FEED_PAGE = 1000;

interface Parts {
  readonly config: AlertConfig;
  /** The container of that name. */
  readonly containerOf: (name: string) => Container;
  readonly sender: AlertSender;
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly leases: LeaseStore;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Alerts {
  readonly alertRules: AlertRuleStore;
  readonly incidents: IncidentStore;
}

/** Registers the timers that raise and deliver alerts; gives the stores that people's requests work with. */
export function composeAlerts(app: FunctionRegistry, parts: Parts): Alerts {
  const { config, containerOf, sender, jobs, runs, leases, fingerprint, clock, log } = parts;
  const { retentionSeconds, publicUrl, sweepEveryMs } = config;
  const alertRules = new CosmosAlertRuleStore(containerOf('alerts'), log);
  const incidents = new CosmosIncidentStore(containerOf('alerts'), log, { retentionSeconds });
  const sources = { audit: containerOf('audit'), control: containerOf('control') };
  const raising = {
    ...{ alertRules, incidents, jobs, runs, fingerprint, clock, log },
    expectations: new CosmosExpectationStore(containerOf('alerts'), log),
    feed: new CosmosChangeFeed(containerOf('jobs'), log, FEED_PAGE),
    feedProgress: new CosmosFeedProgressStore(containerOf('control')),
    alertSources: new CosmosAlertSources(sources, log),
    streamOfLock: createStreamOfLock({ leases, jobs }),
    sweepEveryMs,
  };
  registerRaiseAlerts(app, {
    raiseAlerts: createRaiseAlerts(raising),
    sweepAlerts: createSweepAlerts(raising),
    log,
  });
  const delivering = { alertRules, incidents, sender, clock, log };
  registerDeliverAlerts(app, {
    deliverAlerts: createDeliverAlerts({
      ...delivering,
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }),
    log,
  });
  return { alertRules, incidents };
}
