import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { OutgoingFault } from '../../application/ports/outgoing-http.ts';
import { toConnectionFault } from './connection-faults.ts';
import type { Cutoff } from './cutoff.ts';
import { hostOf, portOf } from './parse-url.ts';

export interface ConnectionOptions {
  /** Until the next address is tried; the last one has what is left of the head's time. */
  readonly attemptTimeoutMs: number;
  /** PEM of the authorities to believe in place of the well-known ones. */
  readonly authorities: string | undefined;
}

/**
 * Connects to the first of the addresses that answers. All are literal, so that nothing is resolved again; the certificate
 * has to be the name's. Nothing has been sent to an address that is given up.
 *
 * @throws OutgoingFault, the last address's; the cutoff's reason.
 */
export async function openConnection(
  { url, addresses }: { readonly url: URL; readonly addresses: readonly string[] },
  cutoff: Cutoff,
  options: ConnectionOptions,
): Promise<Socket> {
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      return await connect(
        startSocket(url, address, options.authorities),
        cutoff,
        isLast ? undefined : options,
      );
    } catch (error) {
      cutoff.signal.throwIfAborted();
      const fault = toConnectionFault(error, url.host);
      if (isLast || !fault.isTransient) throw fault;
    }
  }
  throw new OutgoingFault('name-not-found', `${url.host} has no address.`);
}

interface StartedSocket {
  readonly socket: Socket;
  readonly readyEvent: 'connect' | 'secureConnect';
}

function startSocket(url: URL, address: string, authorities: string | undefined): StartedSocket {
  const target = { host: address, port: portOf(url) };
  if (url.protocol === 'http:') return { socket: connectTcp(target), readyEvent: 'connect' };
  const host = hostOf(url);
  const socket = connectTls({
    ...target,
    // A literal address is no server name (RFC 6066); then the certificate is checked against the address.
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities !== undefined && { ca: authorities }),
    ALPNProtocols: ['http/1.1'],
    // Said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
  });
  return { socket, readyEvent: 'secureConnect' };
}

async function connect(
  { socket, readyEvent }: StartedSocket,
  cutoff: Cutoff,
  limit: Pick<ConnectionOptions, 'attemptTimeoutMs'> | undefined,
): Promise<Socket> {
  closeWith(cutoff, socket);
  const ready = Promise.withResolvers<Socket>();
  socket.once(readyEvent, () => {
    ready.resolve(socket);
  });
  // It stays: an error that nobody listens to would end the process.
  socket.on('error', ready.reject);
  const stop =
    limit &&
    cutoff.after(limit.attemptTimeoutMs, () => {
      socket.destroy(new OutgoingFault('timed-out', 'An address did not answer.'));
    });
  try {
    return await cutoff.race(ready.promise);
  } finally {
    stop?.();
  }
}

function closeWith({ signal }: Cutoff, socket: Socket): void {
  const close = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', close, { once: true });
  socket.once('close', () => {
    signal.removeEventListener('abort', close);
  });
}
