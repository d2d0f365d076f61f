import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';
import type { AlertRuleFilter, AlertRuleStore } from '../../application/ports/alert-rule-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import type { Page, PageRequest, Versioned } from '../../application/ports/versioned.ts';
import { jobId } from '../../contracts/run.ts';
import { ALERT_GROUPINGS, ALERT_SEVERITIES, type AlertRule } from '../../domain/alert/alert-rule.ts';
import { JOB_KINDS } from '../../domain/job/job-work.ts';
import { FAILURE_REASONS } from '../../domain/run/run-failure.ts';
import { channelInDocument } from './alert-channel-document.ts';
import { instant, toInstant } from './instants.ts';
import { fromJsonCursor, toJsonCursor } from './json-cursor.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';
import { readDocument } from './read-document.ts';
import { createVersioned, deleteDocument, replaceDocument } from './write-document.ts';

const condition = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drift'), band: z.enum(['moderate-shift', 'significant-shift']) }),
  z.object({ type: z.literal('run-failed'), reasons: z.array(z.enum(FAILURE_REASONS)).exactOptional() }),
  z.object({ type: z.literal('retries-exhausted') }),
  z.object({ type: z.literal('late'), toleranceSeconds: z.number() }),
  z.object({ type: z.literal('missed') }),
  z.object({ type: z.literal('no-success'), withinSeconds: z.number() }),
  z.object({ type: z.literal('job-paused') }),
  z.object({ type: z.literal('dead-letter') }),
  z.object({ type: z.literal('lock-broken') }),
]);

const ruleDocument = z.object({
  type: z.literal('alert-rule'),
  schemaVersion: z.literal(1),
  ruleId: z.string(),
  valueStream: z.string(),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  scope: z.object({
    jobIds: z.array(jobId).exactOptional(),
    modelIds: z.array(z.string()).exactOptional(),
    kinds: z.array(z.enum(JOB_KINDS)).exactOptional(),
    tags: z.array(z.string()).exactOptional(),
  }),
  conditions: z.array(condition),
  channels: z.array(channelInDocument),
  severity: z.enum(ALERT_SEVERITIES),
  groupBy: z.enum(ALERT_GROUPINGS),
  quietSeconds: z.number(),
  remindSeconds: z.number().exactOptional(),
  isEnabled: z.boolean(),
  mute: z.object({ until: z.number(), author: z.string(), reason: z.string() }).exactOptional(),
  generation: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
});

const identified = z.looseObject({ ruleId: z.string() });

/** Rules in the container `alerts`, each in a partition of its own. */
export class CosmosAlertRuleStore implements AlertRuleStore {
  readonly #container: Container;
  readonly #log: Log;

  constructor(container: Container, log: Log) {
    this.#container = container;
    this.#log = log;
  }

  async get(ruleId: string): Promise<Versioned<AlertRule> | undefined> {
    const id = idOf(ruleId);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async create(rule: AlertRule): Promise<string | undefined> {
    return createVersioned(this.#container, toDocument(rule));
  }

  async save(rule: AlertRule, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    const document = toDocument(rule);
    return replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(ruleId: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const id = idOf(ruleId);
    await deleteDocument(this.#container, { id, partitionKey: id, ifVersion });
  }

  async list(filter: AlertRuleFilter, { limit, cursor }: PageRequest): Promise<Page<AlertRule>> {
    const { valueStream, valueStreams } = filter;
    const streams = valueStream === undefined ? '' : ' AND c.valueStream = @valueStream';
    const allowed = valueStreams === undefined ? '' : ' AND ARRAY_CONTAINS(@valueStreams, c.valueStream)';
    // One more than asked for tells whether there is a next page.
    const query = `SELECT * FROM c WHERE c.type = 'alert-rule' AND c.ruleId > @after${streams}${allowed} ORDER BY c.ruleId OFFSET 0 LIMIT ${limit + 1}`;
    const parameters: SqlParameter[] = [
      { name: '@after', value: cursor === undefined ? '' : fromJsonCursor(cursor, z.string()) },
      ...(valueStream === undefined ? [] : [{ name: '@valueStream', value: valueStream }]),
      ...(valueStreams === undefined ? [] : [{ name: '@valueStreams', value: [...valueStreams] }]),
    ];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    const page = found.slice(0, limit);
    const items = await Array.fromAsync(readableOnly(listed(page), fromDocument, this.#log));
    if (found.length <= limit) return { items };
    return { items, nextCursor: toJsonCursor(identified.parse(page.at(-1)).ruleId) };
  }

  async all(): Promise<readonly AlertRule[]> {
    const query = "SELECT * FROM c WHERE c.type = 'alert-rule'";
    const found = queryDocuments(this.#container, { query, parameters: [] });
    return Array.fromAsync(readableOnly(found, fromDocument, this.#log));
  }
}

async function* listed(documents: readonly unknown[]): AsyncGenerator {
  yield* documents;
}

function idOf(ruleId: string): string {
  return `alert-rule:${ruleId}`;
}

function toDocument(rule: AlertRule): { readonly id: string } & Readonly<Record<string, unknown>> {
  const id = idOf(rule.ruleId);
  const { createdAt, updatedAt } = rule;
  return {
    ...{ id, key: id, type: 'alert-rule', schemaVersion: 1, ...rule },
    ...{ createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) },
  };
}

function fromDocument(document: unknown): AlertRule {
  const { type: _type, schemaVersion: _version, ...rule } = ruleDocument.parse(document);
  return rule;
}
