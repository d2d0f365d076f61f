import { z } from 'zod';

/*
 * Snowflake is there when an account is named, and then all that belongs to it is asked for; without an account
 * nothing of it may be set. The private key is a secret: on Azure the setting is a Key Vault reference.
 */

const PKCS8 = /^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n?$/;
/** Without quotes, so that its case does not matter. */
const NAME = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const PLAIN_NAME = 'must be a name of letters, digits, _ and $';

const name = z.string().regex(NAME, PLAIN_NAME).optional();

export const snowflakeSettings = {
  /** The account identifier, `<organization>-<account>`; left out where results stay in Cosmos DB and blobs. */
  SNOWFLAKE__account: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be an account identifier')
    .optional(),
  /** The user, of type SERVICE. */
  SNOWFLAKE__user: z.string().optional(),
  /** The user's RSA key, PKCS #8 in PEM, not encrypted; line ends may be written `\n`. */
  SNOWFLAKE__privateKey: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n').replaceAll('\r', ''))
    .refine((text) => PKCS8.test(text), 'must be a PKCS #8 private key in PEM, not encrypted')
    .optional(),
  /** Client id of the managed identity that the user stands for; in place of a key. */
  SNOWFLAKE__workloadIdentityClientId: z.guid('must be a client id').optional(),
  SNOWFLAKE__warehouse: name,
  SNOWFLAKE__database: name,
  SNOWFLAKE__schema: name,
  SNOWFLAKE__role: name,
  /** Another address than the account's own: a private link, or the stand-in. */
  SNOWFLAKE__accessUrl: z.url('must be a URL').optional(),
};

type Values = z.output<z.ZodObject<typeof snowflakeSettings>>;

export interface SnowflakeConfig {
  readonly account: string;
  readonly user: string;
  readonly credential: { readonly privateKey: string } | { readonly workloadIdentityClientId: string };
  readonly database: string;
  readonly schema: string;
  readonly warehouse?: string;
  readonly role?: string;
  readonly accessUrl?: string;
}

/** Every fault of the settings taken together, by the setting that has to change. */
export function snowflakeFaults(
  values: Readonly<Record<string, unknown>>,
): { name: string; message: string }[] {
  const isGiven = (setting: string): boolean => values[setting] !== undefined;
  const given = Object.keys(snowflakeSettings).filter(isGiven);
  if (given.length === 0) return [];
  const needed = ['account', 'user', 'database', 'schema'].map((setting) => `SNOWFLAKE__${setting}`);
  const missing = needed.filter((setting) => !isGiven(setting));
  const faults = missing.map((setting) => ({
    name: setting,
    message: `is missing, as ${given.join()} is set`,
  }));
  const keys = ['SNOWFLAKE__privateKey', 'SNOWFLAKE__workloadIdentityClientId'].filter(isGiven).length;
  if (keys === 1) return faults;
  const message = `is ${keys === 0 ? 'missing' : 'too much'}: either it or SNOWFLAKE__workloadIdentityClientId`;
  return [...faults, { name: 'SNOWFLAKE__privateKey', message }];
}

/** Undefined where no account is named. */
export function toSnowflakeConfig(values: Values): SnowflakeConfig | undefined {
  const { SNOWFLAKE__account: account, SNOWFLAKE__user: user = '' } = values;
  if (account === undefined) return undefined;
  const { SNOWFLAKE__privateKey: privateKey, SNOWFLAKE__workloadIdentityClientId: clientId = '' } = values;
  const { SNOWFLAKE__warehouse: warehouse, SNOWFLAKE__role: role, SNOWFLAKE__accessUrl: accessUrl } = values;
  const { SNOWFLAKE__database: database = '', SNOWFLAKE__schema: schema = '' } = values;
  return {
    ...{ account, user, database, schema },
    credential: privateKey === undefined ? { workloadIdentityClientId: clientId } : { privateKey },
    ...(warehouse !== undefined && { warehouse }),
    ...(role !== undefined && { role }),
    ...(accessUrl !== undefined && { accessUrl }),
  };
}
