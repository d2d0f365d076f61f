import { beforeAll, describe, expect, test } from 'vitest';
import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { registerOperations } from '../../../../functions/http/api/register-operations.ts';
import { JoseTokenVerifier } from '../../../../shared/adapters/jose/jose-token-verifier.ts';
import { NO_BODY, NO_QUERY, type Access } from '../../../../shared/contracts/http/operation.ts';
import type { Grant } from '../../../../shared/domain/access/caller.ts';
import { ROLES, type Role } from '../../../../shared/domain/access/role.ts';
import {
  ADA_CLAIMS,
  CLIENT_ID,
  ISSUER,
  makeKeyPair,
  signToken,
  TENANT_ID,
  TOKENS_NOW,
} from '../../../support/access/signed-tokens.ts';
import { createExampleWorld, type ExampleWorld } from '../../../support/example-world.ts';
import { registerIn } from '../../../support/memory/memory-app.ts';
import { memoryAccess, memoryGate } from '../../../support/memory/memory-gate.ts';
import { createMemoryWorld } from '../../../support/memory/memory-world.ts';
import { RecordingRegistry } from '../../../support/recording-registry.ts';
import { ACCESS_TABLE, type TableEntry } from './access-table.ts';
import { rolesOf } from './guarded-app.ts';

let operations: readonly Operation[] = [];
const { https } = registerIn(createMemoryWorld('2026-03-01T12:00:00Z'), undefined, {
  seeOperations: (seen) => {
    operations = seen;
  },
});

/** Functions that answer HTTP, are no operations, and give nothing away. */
const OTHERS = ['zUnknownRoute', 'zWebPage'];

describe('the table of who may do what', () => {
  test.each(operations.map(({ contract }) => [contract.operationId, contract.access] as const))(
    'has %s',
    (operationId, access) => {
      expect(ACCESS_TABLE[operationId]).toBe(entryOf(access));
    },
  );

  test('is asked before every function that answers HTTP', () => {
    const names = operations.map(({ contract }) => contract.operationId);
    const known = new Set([...names, ...OTHERS]);

    expect([...https.keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  test('is asked again of every GraphQL field: that operation alone has no thing that it is about', () => {
    expect(ACCESS_TABLE['graphql']).toBe('reader of any');
  });
});

function entryOf(access: Access): string {
  if (access.role === 'anyone') return access.asksWho ? 'anyone who says who they are' : 'anyone';
  return `${access.role} of ${access.of}${access.mayBeNew ? ', or new' : ''}`;
}

/** The value stream of everything in the example world. */
const OWN = 'retention';

const CALLERS = ['nobody', 'a stranger'].concat(
  ...ROLES.map((role) => [OWN, 'fraud', '*'].map((stream) => `${role} of ${stream}`)),
);

function grantsOf(caller: string): readonly Grant[] {
  const [name, valueStream = ''] = caller.split(' of ');
  const role = ROLES.find((one) => one === name);
  return role === undefined ? [] : [{ role, valueStream }];
}

/** What the table says of a caller, worked out apart from the code that decides it. */
function expectedStatus(entry: TableEntry | undefined, caller: string): number {
  if (entry === 'anyone') return 200;
  if (caller === 'nobody') return 401;
  if (entry === 'anyone who says who they are') return 200;
  const [needed = '', thing = ''] = (entry ?? '').replace(', or new', '').split(' of ');
  const [held = '', stream = ''] = caller.split(' of ');
  const isEnough = rank(held) >= rank(needed);
  if (!isEnough) return 403;
  if (stream === '*' || thing === 'any') return 200;
  if (thing === 'all') return 403;
  return stream === OWN ? 200 : 404;
}

/** Whoever is no role has the lowest rank. */
function rank(role: string): number {
  const names: readonly string[] = ['', ...ROLES] satisfies readonly ('' | Role)[];
  return names.indexOf(role === 'a stranger' ? '' : role);
}

describe('an operation', () => {
  let example: ExampleWorld;
  let app: RecordingRegistry;
  let tokens: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const ours = await makeKeyPair('ours');
    example = await createExampleWorld();
    const { world } = example;
    const access = memoryAccess(world);
    const verifier = new JoseTokenVerifier(
      {
        ...{ tenantId: TENANT_ID, clientId: CLIENT_ID, issuer: ISSUER, allowedClients: [] },
        keys: { publicKeys: { keys: [{ ...ours.publicJwk }] } },
      },
      { now: () => TOKENS_NOW },
    );
    const identifyCaller = access.identifyCallerBy(verifier);
    const authentication = { mode: 'required', identifyCaller, trustedPlatform: undefined } as const;
    app = new RecordingRegistry();
    registerOperations(app, operations.map(withoutWork), memoryGate(world, access, authentication));
    const signed = CALLERS.map(async (caller) => {
      const roles = rolesOf(grantsOf(caller));
      return [caller, await signToken(ours, { ...ADA_CLAIMS, roles })] as const;
    });
    tokens = new Map(await Promise.all(signed));
  });

  async function statusOf(
    operationId: string,
    caller: string,
    others: Record<string, string> = {},
  ): Promise<number> {
    const token = tokens.get(caller) ?? '';
    const headers: Record<string, string> = caller === 'nobody' ? {} : { authorization: `Bearer ${token}` };
    const params = { ...example.paths, asset: 'swagger-ui.css', ...others };
    return (await app.call(operationId, { params, headers })).status;
  }

  test.each(operations.map(({ contract }) => contract.operationId))(
    '%s is answered as the table says, whoever calls',
    async (operationId) => {
      const statuses = await Promise.all(
        CALLERS.map(async (caller) => [caller, await statusOf(operationId, caller)] as const),
      );

      const entry = ACCESS_TABLE[operationId];
      expect(Object.fromEntries(statuses)).toEqual(
        Object.fromEntries(CALLERS.map((caller) => [caller, expectedStatus(entry, caller)])),
      );
    },
  );

  test('about a thing that is not there is 404, the same as about one of another value stream', async () => {
    const missing = {
      jobId: 'nothing',
      runId: 'nothing.20260301T060000Z',
      modelId: 'nothing',
      resource: 'nothing',
      ruleId: 'nothing',
      incidentId: 'nothing',
      fleetId: 'nothing',
      valueStream: 'nothing',
    };
    for (const { contract } of operations.filter(({ contract: { access } }) => isOwned(access))) {
      const status = await statusOf(contract.operationId, `operator of ${OWN}`, missing);
      const isMaking = contract.access.role !== 'anyone' && contract.access.mayBeNew;
      expect([contract.operationId, status]).toEqual([contract.operationId, isMaking ? 200 : 404]);
    }
  });
});

function isOwned(access: Access): boolean {
  return access.role !== 'anyone' && access.of !== 'any' && access.of !== 'all';
}

/** The same operation, but that it only says that it was called: who may call does not depend on what is sent. */
function withoutWork({ contract: { idempotency: _idempotency, ...contract } }: Operation): Operation {
  return operation({ ...contract, query: NO_QUERY, body: NO_BODY }, async () => ({ status: 200 }));
}
