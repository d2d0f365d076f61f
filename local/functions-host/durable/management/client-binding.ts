/** Where the management API is found, in its two guises. */
export interface ManagementAddress {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly taskHub: string;
  /** What callers of the webhooks must have; undefined lets everybody in. */
  readonly systemKey: string | undefined;
}

/** Below this path the API answers to anyone who has the links. */
export const WEBHOOK_PATH = '/runtime/webhooks/durabletask';
/** Below this path it answers the app's own durable client; the SDK prefers it when it is told. */
export const RPC_PATH = '/runtime/durabletask-rpc';

/** The management links of an instance, as `createCheckStatusResponse` hands them on. */
export function managementLinks(address: ManagementAddress, instanceId: string) {
  const { origin } = address;
  const query = queryOf(address);
  const instance = `${origin}${WEBHOOK_PATH}/instances/${instanceId}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** The value of a `durableClient` input, as JSON text (`durableClient/OrchestrationClientInputData` of the SDK). */
export function clientBindingValue(address: ManagementAddress): string {
  const { origin, taskHub, systemKey = '' } = address;
  const query = queryOf(address);
  const create = `${origin}${WEBHOOK_PATH}/orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName: taskHub,
    creationUrls: {
      createNewInstancePostUri: `${create}?${query}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${query}`,
    },
    managementUrls: managementLinks(address, 'INSTANCEID'),
    baseUrl: `${origin}${WEBHOOK_PATH}`,
    requiredQueryStringParameters: `code=${encodeURIComponent(systemKey)}`,
    // The SDK resolves relative paths against it, so the slash at the end counts.
    rpcBaseUrl: `${origin}${RPC_PATH}/`,
  });
}

function queryOf({ taskHub, systemKey }: ManagementAddress): string {
  const code = systemKey === undefined ? '' : `&code=${encodeURIComponent(systemKey)}`;
  return `taskHub=${taskHub}&connection=Storage${code}`;
}
