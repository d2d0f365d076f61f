import { z } from 'zod';
import { accessFaults, accessSettings, toAccessConfig, type AccessConfig } from './access-config.ts';
import { mailFaults, mailSettings, toMailConfig, type MailConfig } from './mail-config.ts';
import { alertSettings, toAlertConfig, type AlertConfig } from './alert-config.ts';
import { metricsSettings, toMetricsConfig, type MetricsConfig } from './metrics-config.ts';
import { outgoingSettings, toOutgoingConfig, type OutgoingConfig } from './outgoing-config.ts';
import {
  snowflakeFaults,
  snowflakeSettings,
  toSnowflakeConfig,
  type SnowflakeConfig,
} from './snowflake-config.ts';
import {
  telemetryFaults,
  telemetrySettings,
  toTelemetryConfig,
  type TelemetryConfig,
} from './telemetry-config.ts';

/*
 * Every setting of the app. With an identity (on Azure) an endpoint is named and no key exists; with a
 * connection string (on one machine, against the stand-ins) it holds the key.
 */

const NCRONTAB = /^(\S+\s+){5}\S+$/;

const endpoint = z.url('must be a URL');

export const settingsSchema = z.object({
  /** Client id of the user-assigned identity; left out for a system-assigned one, and where keys are used. */
  AZURE_CLIENT_ID: z.string().optional(),
  /** Address of the Cosmos DB account. */
  COSMOS__accountEndpoint: endpoint,
  /** Key of the account; left out where an identity is used. */
  COSMOS__accountKey: z.string().optional(),
  /**
   * Regions of the account in the order in which they are read from, separated by commas: where the app runs first.
   * Left out: the account's own order, which begins with the region that is written to.
   */
  COSMOS__preferredRegions: z.string().transform(toRegions).optional(),
  /** Name of the database. */
  COSMOS_DATABASE: z.string().default('evenkeel'),
  /** Connection string of the Service Bus namespace; left out where an identity is used. */
  SERVICE_BUS: z.string().optional(),
  /** Host name of the Service Bus namespace, used with an identity. */
  SERVICE_BUS__fullyQualifiedNamespace: z.string().optional(),
  /** Connection string of the storage account; left out where an identity is used. */
  STORAGE: z.string().optional(),
  /** Address of the storage account's blob service, used with an identity. */
  STORAGE__blobServiceUri: endpoint.optional(),
  /** NCRONTAB (six fields, UTC): when the dispatcher looks for due slots. */
  DISPATCH_SCHEDULE: z.string().regex(NCRONTAB, 'must be an NCRONTAB expression of six fields'),
  /** NCRONTAB (six fields, UTC): when stalled runs are looked for. */
  RECOVERY_SCHEDULE: z.string().regex(NCRONTAB, 'must be an NCRONTAB expression of six fields'),
  /** NCRONTAB (six fields, UTC): when the next jobs are audited. */
  AUDIT_SCHEDULE: z.string().regex(NCRONTAB, 'must be an NCRONTAB expression of six fields'),
  /** NCRONTAB (six fields, UTC): when what has happened to runs is counted. */
  STATISTICS_SCHEDULE: z.string().regex(NCRONTAB, 'must be an NCRONTAB expression of six fields'),
  /** How many jobs are audited each time, at most. */
  AUDIT_JOBS_PER_PASS: z.coerce.number().int().min(1).max(10_000).default(500),
  /** How far ahead of their time slots are dispatched, in seconds. */
  DISPATCH_LOOK_AHEAD_SECONDS: z.coerce.number().int().min(5).max(3600).default(90),
  ...alertSettings,
  ...accessSettings,
  /** Whether GraphQL tells its schema to whoever may read anything: `on` or `off`. */
  GRAPHQL__introspection: z.enum(['on', 'off'], 'must be on or off').default('off'),
  ...metricsSettings,
  ...outgoingSettings,
  ...mailSettings,
  ...snowflakeSettings,
  ...telemetrySettings,
});

/** Names as Azure shows them: `West Europe`, or `westeurope`. */
function toRegions(text: string, context: z.core.$RefinementCtx<string>): readonly string[] {
  const regions = text.split(',').map((region) => region.trim());
  const isList = regions.every((region) => /^[A-Za-z][A-Za-z0-9 ]*$/.test(region));
  if (!isList || new Set(regions.map(toKey)).size < regions.length)
    context.addIssue({ code: 'custom', message: 'must be names of regions, each once, separated by commas' });
  return regions;
}

function toKey(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

type Environment = Readonly<Record<string, string | undefined>>;

function settingsIn(environment: Environment) {
  return settingsSchema.superRefine(
    (values, context) => {
      requireOneOf(values, context, ['SERVICE_BUS', 'SERVICE_BUS__fullyQualifiedNamespace']);
      requireOneOf(values, context, ['STORAGE', 'STORAGE__blobServiceUri']);
      const faults = [
        snowflakeFaults(values),
        accessFaults(values, environment),
        mailFaults(values),
        telemetryFaults(values),
      ];
      for (const { name, message } of faults.flat()) {
        context.addIssue({ code: 'custom', path: [name], message });
      }
    },
    // Also when single settings are at fault: all faults are to be told at once.
    { when: () => true },
  );
}

function requireOneOf(
  values: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
  names: readonly [string, string],
): void {
  if (names.some((name) => values[name] !== undefined)) return;
  const message = `is missing (a connection string), or ${names[1]} (with an identity)`;
  context.addIssue({ code: 'custom', path: [names[0]], message });
}

export interface Config {
  readonly identityClientId?: string;
  readonly cosmos: {
    readonly endpoint: string;
    readonly key?: string;
    readonly database: string;
    /** In the order in which they are read from; left out, the account decides. */
    readonly preferredRegions?: readonly string[];
  };
  readonly serviceBus: { readonly connectionString: string } | { readonly fullyQualifiedNamespace: string };
  readonly storage: { readonly connectionString: string } | { readonly blobServiceUri: string };
  readonly lookAheadMs: number;
  readonly auditJobsPerPass: number;
  readonly alerts: AlertConfig;
  readonly access: AccessConfig;
  readonly hasGraphqlIntrospection: boolean;
  readonly metrics: MetricsConfig;
  readonly outgoing: OutgoingConfig;
  /** Absent where nobody delivers e-mails. */
  readonly mail?: MailConfig;
  /** Absent where results stay in Cosmos DB and blobs. */
  readonly snowflake?: SnowflakeConfig;
  readonly telemetry: TelemetryConfig;
}

/**
 * Reads the app's settings. Throws an Error that lists every setting at fault, so that a deployment is mended
 * in one go; no value is repeated in it.
 */
export function readConfig(environment: Environment): Config {
  // A setting that is there but empty counts as left out, as the portal and settings files have it.
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = settingsIn(environment).safeParse(Object.fromEntries(given));
  if (parsed.success) return toConfig(parsed.data, environment);
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`The settings have faults:\n${faults.join('\n')}`);
}

function toConfig(values: z.output<typeof settingsSchema>, environment: Environment): Config {
  const { COSMOS__accountKey: key, COSMOS__preferredRegions: preferredRegions } = values;
  const { COSMOS__accountEndpoint, COSMOS_DATABASE, SERVICE_BUS, STORAGE } = values;
  const snowflake = toSnowflakeConfig(values);
  const mail = toMailConfig(values);
  return {
    ...(values.AZURE_CLIENT_ID === undefined ? {} : { identityClientId: values.AZURE_CLIENT_ID }),
    cosmos: {
      endpoint: COSMOS__accountEndpoint,
      database: COSMOS_DATABASE,
      ...(key === undefined ? {} : { key }),
      ...(preferredRegions && { preferredRegions }),
    },
    serviceBus:
      SERVICE_BUS === undefined
        ? { fullyQualifiedNamespace: values.SERVICE_BUS__fullyQualifiedNamespace ?? '' }
        : { connectionString: SERVICE_BUS },
    storage:
      STORAGE === undefined
        ? { blobServiceUri: values.STORAGE__blobServiceUri ?? '' }
        : { connectionString: STORAGE },
    lookAheadMs: values.DISPATCH_LOOK_AHEAD_SECONDS * 1000,
    auditJobsPerPass: values.AUDIT_JOBS_PER_PASS,
    alerts: toAlertConfig(values),
    access: toAccessConfig(values),
    hasGraphqlIntrospection: values.GRAPHQL__introspection === 'on',
    metrics: toMetricsConfig(values),
    outgoing: toOutgoingConfig(values, environment),
    ...(mail !== undefined && { mail }),
    ...(snowflake !== undefined && { snowflake }),
    telemetry: toTelemetryConfig(values),
  };
}
