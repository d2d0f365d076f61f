import { z } from 'zod';
import { assertKeyPairToken, type StandInUser } from './key-pair-token.ts';
import type { Answer, StandInRequest } from './read-request.ts';
import { unknownTo, Refused } from './refused.ts';
import type { StandInSessions } from './stand-in-sessions.ts';
import type { Namespace } from './statement-engine.ts';

const loginRequest = z.object({
  data: z.object({
    ACCOUNT_NAME: z.string(),
    LOGIN_NAME: z.string().optional(),
    AUTHENTICATOR: z.string(),
    TOKEN: z.string(),
    PROVIDER: z.string().optional(),
  }),
});

/** Who may log in, and where they are then. */
export interface Doorkeeper {
  readonly account: string;
  readonly users: readonly StandInUser[];
  /** The tokens of Entra ID that are taken for a workload's; the stand-in cannot check their signature. */
  readonly workloadTokens: readonly string[];
  readonly namespace: Namespace;
  readonly sessions: StandInSessions;
}

/** Logs in by key pair or workload identity. Throws Refused for a token that is not valid, and for other ways in. */
export function logIn({ body, query }: StandInRequest, door: Doorkeeper): Answer {
  const { data } = loginRequest.parse(body);
  switch (data.AUTHENTICATOR) {
    case 'SNOWFLAKE_JWT': {
      const user = door.users.find(({ name }) => name.toUpperCase() === data.LOGIN_NAME?.toUpperCase());
      assertKeyPairToken(data.TOKEN, { account: door.account, user, now: Date.now() });
      break;
    }
    case 'WORKLOAD_IDENTITY':
      if (data.PROVIDER !== 'AZURE' || !door.workloadTokens.includes(data.TOKEN)) {
        throw new Refused('390101', '08001', 'Workload identity token is invalid.');
      }
      break;
    default:
      throw unknownTo(`the authenticator ${data.AUTHENTICATOR}`);
  }
  assertNamespace(query, door.namespace);
  return { data: { ...sessionData(door.sessions.start()), ...sessionInfo(door.namespace) } };
}

/** There is one database with one schema; a session without either would find no table. */
function assertNamespace(query: URLSearchParams, { database, schema }: Namespace): void {
  const asked = `${query.get('databaseName') ?? ''}.${query.get('schemaName') ?? ''}`.toUpperCase();
  if (asked === `${database}.${schema}`) return;
  throw new Refused(
    '390201',
    '08004',
    `The requested database and schema ${asked} do not exist or not authorized.`,
  );
}

function sessionData(session: { sessionId: number; token: string; masterToken: string }): object {
  return { ...session, validityInSeconds: 3600, masterValidityInSeconds: 14_400, parameters: [] };
}

function sessionInfo({ database, schema }: Namespace): object {
  return {
    sessionInfo: { databaseName: database, schemaName: schema, warehouseName: 'WH', roleName: 'PUBLIC' },
  };
}
