import type { Container } from '../store/container.ts';
import {
  answerAccount,
  answerContainer,
  answerContainers,
  answerDatabase,
  answerDatabases,
  answerRanges,
} from './account-requests.ts';
import { assertAuthorized } from './authorization.ts';
import { assertServed, type CosmosRequest } from './cosmos-request.ts';
import { answerItem, answerItems } from './item-requests.ts';
import type { Reply } from './reply.ts';
import type { Resource } from './resource.ts';
import type { Service } from './service.ts';

/** Answers a request that has been read; throws a CosmosError for every refusal. */
export function handleRequest(service: Service, request: CosmosRequest): Reply {
  assertAuthorized(request, service.key);
  assertServed(request);
  const { resource } = request.target;
  switch (resource.kind) {
    case 'account':
      return answerAccount(request);
    case 'databases':
      return answerDatabases(service, request);
    case 'database':
      return answerDatabase(service, request, resource.databaseId);
    case 'containers':
      return answerContainers(service, request, resource.databaseId);
    case 'container':
    case 'ranges':
    case 'items':
    case 'item':
      return handleInContainer(service, request, resource);
  }
}

type ContainerResource = Extract<Resource, { readonly containerId: string }>;

function handleInContainer(service: Service, request: CosmosRequest, resource: ContainerResource): Reply {
  const container = service.store.container(resource.databaseId, resource.containerId);
  const reply = answer(service, request, { resource, container });
  // The SDK files session tokens under these two names of the container.
  const owner = { 'x-ms-alt-content-path': container.path, 'x-ms-content-path': container.rid };
  return { ...reply, headers: { ...owner, ...reply.headers } };
}

interface Place {
  readonly resource: ContainerResource;
  readonly container: Container;
}

function answer(service: Service, request: CosmosRequest, { resource, container }: Place): Reply {
  switch (resource.kind) {
    case 'container':
      return answerContainer(service, request, container);
    case 'ranges':
      return answerRanges(request, container);
    case 'items':
      service.throttle.assertNotThrottled();
      return answerItems(service, request, container);
    case 'item':
      service.throttle.assertNotThrottled();
      return answerItem(service, request, { container, id: resource.itemId });
  }
}
