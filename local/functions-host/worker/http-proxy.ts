import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, Server } from 'node:http';
import { z } from 'zod';

import { HostStartError } from '../host-start-error.ts';

/** Longer than the agent keeps a connection: one that is closed at the moment it is used again would lose a request. */
const KEEP_ALIVE_MS = 120_000;

const listenMessage = z.object({ server: z.custom<Server>((value) => value instanceof Server) });

/** The listener by which an app that streams takes its HTTP requests, and the connections to it. */
export interface HttpProxy {
  readonly port: number;
  readonly agent: Agent;
  close(): void;
}

/**
 * Asks the SDK for its capabilities; one that streams opens a listener and names it as `HttpUri`. The SDK listens on all
 * addresses and keeps its listener to itself, for the life of its process: it is found while it begins to listen, put on
 * the loopback address, and closed with the host.
 *
 * @throws HostStartError when the listener that is named cannot be found.
 */
export async function openHttpProxy(
  getCapabilities: () => Promise<Readonly<Record<string, string>>>,
): Promise<HttpProxy | undefined> {
  const listening = new Set<Server>();
  const channel = tracingChannel('net.server.listen');
  const note = (message: unknown): void => {
    const parsed = listenMessage.safeParse(message);
    if (parsed.success) listening.add(parsed.data.server);
  };
  channel.asyncStart.subscribe(note);
  try {
    const { HttpUri: uri } = await getCapabilities();
    return uri === undefined ? undefined : await toProxy(serverAt(uri, listening));
  } finally {
    channel.asyncStart.unsubscribe(note);
  }
}

function serverAt(uri: string, listening: ReadonlySet<Server>): Server {
  const port = URL.parse(uri)?.port;
  const found = [...listening].find((server) => String(portOf(server)) === port);
  if (found !== undefined) return found;
  throw new HostStartError(`app.setup: there is no listener at the HttpUri '${uri}'`);
}

async function toProxy(server: Server): Promise<HttpProxy> {
  // The SDK logs when its listener closes, through a host that may be gone by then.
  server.removeAllListeners('close');
  server.close();
  await once(server, 'close');
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const agent = new Agent({ keepAlive: true });
  return {
    port: portOf(server) ?? 0,
    agent,
    close: () => {
      agent.destroy();
      server.removeAllListeners('close');
      server.close();
      server.closeAllConnections();
    },
  };
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return address === null || typeof address === 'string' ? undefined : address.port;
}
