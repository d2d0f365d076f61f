import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import type { VersionRules } from '../durable/engine/orchestration-version.ts';
import type { HostLog } from '../host-log.ts';
import { messageOf } from '../host-log.ts';
import { HostStartError } from '../host-start-error.ts';
import { parseTimeSpan } from './time-span.ts';

const MINUTE_MS = 60_000;
const positive = z.int().positive();
/** Azure's SDK for JavaScript receives no more at a time. */
const LARGEST_BATCH = 2047;
const logLevel = z.string().regex(/^(trace|debug|information|warning|error|critical|none)$/i);
const timeSpan = z.string().transform(readTimeSpan);
/** `-1` is no limit. */
const functionTimeout = z
  .string()
  .transform((text, context) => (text === '-1' ? Infinity : readTimeSpan(text, context)));

/** The part of host.json that this host honours; every other key is warned about. */
const hostJsonSchema = z.looseObject({
  version: z.literal('2.0'),
  telemetryMode: z.enum(['ApplicationInsights', 'OpenTelemetry']).default('ApplicationInsights'),
  functionTimeout: functionTimeout.default(30 * MINUTE_MS),
  logging: z.looseObject({ logLevel: z.record(z.string(), logLevel).default({}) }).prefault({}),
  extensions: z
    .looseObject({
      http: z
        .looseObject({
          routePrefix: z.string().default('api'),
        })
        .prefault({}),
      durableTask: z
        .looseObject({
          hubName: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9]{2,44}$/)
            .default('TestHubName'),
          maxConcurrentActivityFunctions: positive.default(10 * availableParallelism()),
          maxConcurrentOrchestratorFunctions: positive.default(10 * availableParallelism()),
          maxConcurrentEntityFunctions: positive.default(10 * availableParallelism()),
          maxEntityOperationBatchSize: positive.default(5000),
          defaultVersion: z.string().min(1).optional(),
          versionMatchStrategy: z.enum(['None', 'Strict', 'CurrentOrOlder']).default('CurrentOrOlder'),
          versionFailureStrategy: z.enum(['Reject', 'Fail']).default('Reject'),
        })
        .prefault({}),
      serviceBus: z
        .looseObject({
          maxConcurrentCalls: positive.default(16 * availableParallelism()),
          maxAutoLockRenewalDuration: timeSpan.default(5 * MINUTE_MS),
          prefetchCount: z.literal(0).optional(),
          autoCompleteMessages: z
            .literal(true, { error: 'handlers that settle messages are not supported' })
            .optional(),
          maxMessageBatchSize: positive.max(LARGEST_BATCH).default(1000),
          minMessageBatchSize: z
            .literal(1, { error: 'waiting for a least number of messages is not supported by this host' })
            .optional(),
        })
        .prefault({}),
    })
    .prefault({}),
});

export type HostJson = z.infer<typeof hostJsonSchema>;

const HONOURED = [
  'version',
  'functionTimeout',
  'logging.logLevel',
  'extensions.http.routePrefix',
  'extensions.durableTask.hubName',
  'extensions.durableTask.maxConcurrentActivityFunctions',
  'extensions.durableTask.maxConcurrentOrchestratorFunctions',
  'extensions.durableTask.maxConcurrentEntityFunctions',
  'extensions.durableTask.maxEntityOperationBatchSize',
  'extensions.durableTask.defaultVersion',
  'extensions.durableTask.versionMatchStrategy',
  'extensions.durableTask.versionFailureStrategy',
  'extensions.serviceBus.maxConcurrentCalls',
  'extensions.serviceBus.maxAutoLockRenewalDuration',
  'extensions.serviceBus.prefetchCount',
  'extensions.serviceBus.autoCompleteMessages',
  'extensions.serviceBus.maxMessageBatchSize',
  'extensions.serviceBus.minMessageBatchSize',
];
/** Keys that mean nothing on one machine, and therefore are not worth a warning. */
const WITHOUT_MEANING_HERE = [
  '$schema',
  'extensionBundle',
  // The host's own telemetry: this one writes a log only.
  'telemetryMode',
  'logging.applicationInsights',
  'aggregator',
  'concurrency',
];

/**
 * Reads and checks an app's host.json.
 *
 * @throws HostStartError when the file is missing, is not JSON, or a key that is honoured here has a bad value.
 */
export function readHostJson(appDirectory: string, log: HostLog): HostJson {
  const raw = readRaw(join(appDirectory, 'host.json'));
  const parsed = hostJsonSchema.safeParse(raw);
  if (!parsed.success) throw new HostStartError(`host.json: ${z.prettifyError(parsed.error)}`);
  for (const key of keysNotHonoured(raw)) {
    log({
      level: 'warning',
      category: 'Host.Configuration',
      message: `host.json: "${key}" has no effect on this host`,
    });
  }
  return parsed.data;
}

/** Which orchestrations an app carries on. */
export function toVersionRules({
  defaultVersion,
  versionMatchStrategy,
  versionFailureStrategy,
}: HostJson['extensions']['durableTask']): VersionRules {
  return { defaultVersion, versionMatchStrategy, versionFailureStrategy };
}

function readRaw(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostStartError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function keysNotHonoured(value: unknown, path = ''): string[] {
  if (HONOURED.includes(path) || WITHOUT_MEANING_HERE.includes(path)) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) =>
    keysNotHonoured(child, path === '' ? key : `${path}.${key}`),
  );
}

function readTimeSpan(text: string, context: z.core.$RefinementCtx<string>): number {
  const ms = parseTimeSpan(text);
  if (ms === undefined)
    context.addIssue({ code: 'custom', message: `"${text}" is not a time span (hh:mm:ss)` });
  return ms ?? 0;
}
