import type { AuditedChange } from '../audited-change.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { AlertSender } from '../ports/alert-sender.ts';
import type { Clock, Log, UniqueId } from '../ports/environment.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { Secrets } from '../ports/secrets.ts';
import { createAcknowledgeIncident, type AcknowledgeIncident } from './acknowledge-incident.ts';
import { createDeleteAlertRule, type DeleteAlertRule } from './delete-alert-rule.ts';
import { createListDeliveries, type ListDeliveries } from './list-deliveries.ts';
import {
  createMuteAlertRule,
  createUnmuteAlertRule,
  type MuteAlertRule,
  type UnmuteAlertRule,
} from './mute-alert-rule.ts';
import {
  createMuteIncident,
  createUnmuteIncident,
  type MuteIncident,
  type UnmuteIncident,
} from './mute-incident.ts';
import { createResolveIncident, type ResolveIncident } from './resolve-incident.ts';
import { createRetryDelivery, type RetryDelivery } from './retry-delivery.ts';
import { createSaveAlertRule, type SaveAlertRule } from './save-alert-rule.ts';
import { createTestAlertRule, type TestAlertRule } from './test-alert-rule.ts';

interface Dependencies {
  readonly alertRules: AlertRuleStore;
  readonly incidents: IncidentStore;
  readonly alertSender: AlertSender;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly secrets: Secrets;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
  readonly log: Pick<Log, 'event'>;
}

/** What people do with alerts and their rules. */
export interface AlertChanges {
  readonly saveAlertRule: SaveAlertRule;
  readonly deleteAlertRule: DeleteAlertRule;
  readonly muteAlertRule: MuteAlertRule;
  readonly unmuteAlertRule: UnmuteAlertRule;
  readonly testAlertRule: TestAlertRule;
  readonly acknowledgeIncident: AcknowledgeIncident;
  readonly muteIncident: MuteIncident;
  readonly unmuteIncident: UnmuteIncident;
  readonly resolveIncident: ResolveIncident;
  readonly listDeliveries: ListDeliveries;
  readonly retryDelivery: RetryDelivery;
}

export function createAlertChanges(dependencies: Dependencies): AlertChanges {
  return {
    saveAlertRule: createSaveAlertRule(dependencies),
    deleteAlertRule: createDeleteAlertRule(dependencies),
    muteAlertRule: createMuteAlertRule(dependencies),
    unmuteAlertRule: createUnmuteAlertRule(dependencies),
    testAlertRule: createTestAlertRule(dependencies),
    acknowledgeIncident: createAcknowledgeIncident(dependencies),
    muteIncident: createMuteIncident(dependencies),
    unmuteIncident: createUnmuteIncident(dependencies),
    resolveIncident: createResolveIncident(dependencies),
    listDeliveries: createListDeliveries(dependencies),
    retryDelivery: createRetryDelivery(dependencies),
  };
}
