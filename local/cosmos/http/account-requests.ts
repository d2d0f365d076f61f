import { CosmosError } from '../cosmos-error.ts';
import {
  parseContainerDefinition,
  parseDatabaseDefinition,
  type ContainerDefinition,
} from '../store/definitions.ts';
import type { Container } from '../store/container.ts';
import type { Database } from '../store/cosmos-store.ts';
import { resourceId } from '../store/resource-id.ts';
import { isFlagged, jsonBody, type CosmosRequest } from './cosmos-request.ts';
import { replyEmpty, replyJson, type Reply } from './reply.ts';
import type { Service } from './service.ts';
import { unsupported } from '../cosmos-error.ts';

/** The account: one region, reached where the request reached it (another address may not lead here). */
export function answerAccount(request: CosmosRequest): Reply {
  assertMethod(request, ['GET']);
  const location = {
    name: 'Local',
    databaseAccountEndpoint: `http://${request.header('host') ?? '127.0.0.1'}/`,
  };
  return replyJson(200, {
    id: 'local',
    _rid: 'local',
    _self: '',
    _dbs: '//dbs/',
    writableLocations: [location],
    readableLocations: [location],
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
  });
}

export function answerDatabases({ store }: Service, request: CosmosRequest): Reply {
  assertMethod(request, ['GET', 'POST']);
  if (request.method === 'GET') {
    const databases = store.listDatabases().map(databaseBody);
    return replyJson(200, { _rid: '', Databases: databases, _count: databases.length });
  }
  assertNoQuery(request, 'databases');
  return replyJson(201, databaseBody(store.createDatabase(parseDatabaseDefinition(jsonBody(request)).id)));
}

export function answerDatabase({ store }: Service, request: CosmosRequest, databaseId: string): Reply {
  assertMethod(request, ['GET', 'DELETE']);
  const database = store.database(databaseId);
  if (request.method === 'GET') return replyJson(200, databaseBody(database));
  store.deleteDatabase(database);
  return replyEmpty(204);
}

export function answerContainers({ store }: Service, request: CosmosRequest, databaseId: string): Reply {
  assertMethod(request, ['GET', 'POST']);
  const database = store.database(databaseId);
  if (request.method === 'GET') {
    const containers = Array.from(database.containers.values(), containerBody);
    return replyJson(200, { _rid: '', DocumentCollections: containers, _count: containers.length });
  }
  assertNoQuery(request, 'containers');
  return replyJson(
    201,
    containerBody(store.createContainer(databaseId, parseContainerDefinition(jsonBody(request)))),
  );
}

export function answerContainer({ store }: Service, request: CosmosRequest, container: Container): Reply {
  assertMethod(request, ['GET', 'PUT', 'DELETE']);
  if (request.method === 'DELETE') {
    store.deleteContainer(container);
    return replyEmpty(204);
  }
  if (request.method === 'PUT')
    store.replaceContainer(container, parseContainerDefinition(jsonBody(request)));
  return replyJson(200, containerBody(container));
}

/** One range over all partitions: the SDK asks before it sends bulk requests and cross-partition queries. */
export function answerRanges(request: CosmosRequest, container: Container): Reply {
  assertMethod(request, ['GET']);
  const range = {
    id: '0',
    _rid: container.rid,
    minInclusive: '',
    maxExclusive: 'FF',
    status: 'online',
    parents: [],
  };
  return replyJson(200, { _rid: container.rid, PartitionKeyRanges: [range], _count: 1 });
}

/** Throws a 405 for a method that the resource does not have. */
export function assertMethod({ method }: CosmosRequest, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  throw new CosmosError({
    status: 405,
    code: 'MethodNotAllowed',
    message: `The method ${method} is not allowed here.`,
  });
}

function assertNoQuery(request: CosmosRequest, what: string): void {
  if (isFlagged(request, 'x-ms-documentdb-isquery')) throw unsupported(`queries over ${what}`);
}

function databaseBody({ id, number }: Database): object {
  const rid = resourceId(number);
  return {
    id,
    _rid: rid,
    _self: `dbs/${rid}/`,
    _etag: `"${number}"`,
    _ts: 0,
    _colls: 'colls/',
    _users: 'users/',
  };
}

function containerBody({ definition, rid, path }: Container): ContainerDefinition {
  return { ...definition, _rid: rid, _self: `${path}/`, _etag: '"0"', _ts: 0, _docs: 'docs/' };
}
