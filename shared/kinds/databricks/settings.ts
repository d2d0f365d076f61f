import { z } from 'zod';
import { outgoingUrlFaults } from '../../contracts/http/outgoing-url.ts';
import type { RunFailure } from '../../domain/run/run-failure.ts';
import { secretName } from '../../contracts/http/secret-name.ts';

/*
 * Workspaces are settings of the app, and jobs name them: so nobody who may write a job can have the app's token sent to a
 * host of theirs. A connection is told by several settings, `DATABRICKS__<name>__<field>`.
 */

/** How the app signs in to a workspace. */
export type SignIn =
  | { readonly type: 'token'; readonly secretName: string }
  | { readonly type: 'oauth'; readonly clientId: string; readonly secretName: string }
  | { readonly type: 'managed-identity' };

export interface Connection {
  /** Scheme, host and port. */
  readonly host: string;
  readonly signIn: SignIn;
  /** Whose jobs may use it; absent: everybody's. */
  readonly valueStreams?: readonly string[];
}

export interface DatabricksSettings {
  /** Tells the apps apart that use one workspace: it goes into the tokens that make a start happen once. */
  readonly origin: string;
  readonly connections: ReadonlyMap<string, Connection>;
}

/** Names a connection, and a part of a setting's name. */
export const CONNECTION_NAME = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

const SETTING = /^DATABRICKS__(.+)__([A-Za-z]+)$/;

const host = z
  .string('is missing: https://… of the workspace')
  .superRefine((text, context) => {
    const faults = outgoingUrlFaults(text, 'https://adb-1234567890123456.7.azuredatabricks.net');
    for (const message of faults) context.addIssue({ code: 'custom', message });
    const path = URL.parse(text)?.pathname ?? '/';
    if (path !== '/') context.addIssue({ code: 'custom', message: 'must have no path' });
  })
  .transform((text) => text.replace(/\/+$/, ''));

const connection = z
  .strictObject({
    /** Address of the workspace. */
    host,
    /** Name of the secret that holds a token. */
    tokenSecret: secretName.exactOptional(),
    /** Client id of a service principal that has an OAuth secret. */
    oauthClientId: z.string().min(1).exactOptional(),
    /** Name of the secret that holds the OAuth secret. */
    oauthSecret: secretName.exactOptional(),
    /** `true`: the app's managed identity signs in, which has to be a user of the workspace. */
    managedIdentity: z.literal('true', 'must be true, or left out').exactOptional(),
    /** Value streams whose jobs may use it, separated by commas; left out: all. */
    valueStreams: z.string().transform(toList).exactOptional(),
  })
  .superRefine(({ tokenSecret, oauthClientId, oauthSecret, managedIdentity }, context) => {
    const ways = [tokenSecret, oauthClientId, managedIdentity].filter((way) => way !== undefined);
    if (ways.length !== 1) {
      const message = 'needs one of tokenSecret, oauthClientId (with oauthSecret) and managedIdentity';
      context.addIssue({ code: 'custom', message });
    }
    if ((oauthClientId === undefined) !== (oauthSecret === undefined)) {
      context.addIssue({ code: 'custom', message: 'oauthClientId and oauthSecret go together' });
    }
  })
  .transform((fields): Connection => {
    const { valueStreams } = fields;
    return {
      ...{ host: fields.host, signIn: signInOf(fields) },
      ...(valueStreams === undefined ? {} : { valueStreams }),
    };
  });

interface SignInFields {
  readonly tokenSecret?: string;
  readonly oauthClientId?: string;
  readonly oauthSecret?: string;
}

function signInOf({ tokenSecret, oauthClientId, oauthSecret }: SignInFields): SignIn {
  if (tokenSecret !== undefined) return { type: 'token', secretName: tokenSecret };
  return oauthClientId === undefined || oauthSecret === undefined
    ? { type: 'managed-identity' }
    : { type: 'oauth', clientId: oauthClientId, secretName: oauthSecret };
}

function toList(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The connection that a job of a value stream may use, or why there is none. */
export function findConnection(
  connections: DatabricksSettings['connections'],
  name: string,
  valueStream: string,
): { readonly outcome: 'found'; readonly connection: Connection } | NoConnection {
  const connection = connections.get(name);
  if (connection === undefined) {
    const message = `There is no connection '${name}' to Databricks: set the app settings DATABRICKS__${name}__host and its sign-in.`;
    return { outcome: 'missing', failure: { reason: 'address-refused', message } };
  }
  if (connection.valueStreams?.includes(valueStream) === false) {
    const message =
      `The connection '${name}' to Databricks is not for jobs of the value stream '${valueStream}': name another one, or ` +
      `let the app setting DATABRICKS__${name}__valueStreams have it.`;
    return { outcome: 'missing', failure: { reason: 'service-refused', message } };
  }
  return { outcome: 'found', connection };
}

interface NoConnection {
  readonly outcome: 'missing';
  readonly failure: RunFailure;
}

/**
 * Reads the connections to Databricks. Throws an Error that lists every setting at fault, so that a deployment is mended in
 * one go; no value is repeated in it.
 */
export function readDatabricksSettings(
  environment: Readonly<Record<string, string | undefined>>,
): DatabricksSettings {
  const faults: string[] = [];
  const connections = new Map<string, Connection>();
  for (const [name, fields] of fieldsByName(environment)) {
    if (!CONNECTION_NAME.test(name))
      faults.push(`DATABRICKS__${name}: may have letters, digits and single "_"`);
    const parsed = connection.safeParse(fields);
    if (parsed.success) connections.set(name, parsed.data);
    else faults.push(...parsed.error.issues.map((issue) => faultOf(name, issue)));
  }
  if (faults.length > 0) throw new Error(`Settings of Databricks are at fault:\n  ${faults.join('\n  ')}`);
  const names = [environment['DATABRICKS__origin'], environment['WEBSITE_SITE_NAME']];
  const origin = names.find((name) => name !== undefined && name !== '') ?? 'evenkeel';
  return { origin, connections };
}

/** A setting that is there but empty counts as left out, as the portal and settings files have it. */
function fieldsByName(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, Record<string, string>> {
  const byName = new Map<string, Record<string, string>>();
  for (const [setting, value] of Object.entries(environment)) {
    const [, name, field] = SETTING.exec(setting) ?? [];
    if (name === undefined || field === undefined || value === undefined || value === '') continue;
    byName.set(name, { ...byName.get(name), [field]: value });
  }
  return byName;
}

function faultOf(name: string, { path, message, ...issue }: z.core.$ZodIssue): string {
  const field = path.length === 0 ? '' : `__${path.join('__')}`;
  const words = issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is no field of it` : message;
  return `DATABRICKS__${name}${field}: ${words}`;
}
