import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { AmqpTallyStream, type AmqpTally } from './amqp-tally.ts';

export interface AmqpRelay {
  readonly port: number;
  /** What has passed since the start. */
  tally(): AmqpTally;
  stop(): Promise<void>;
}

/** Passes connections on to another port of this machine and counts what goes over them. */
export async function startAmqpRelay(targetPort: number): Promise<AmqpRelay> {
  const tally: AmqpTally = { sends: 0, transfers: 0, deliveries: 0, settlements: 0, managementRequests: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const service = connect(targetPort, '127.0.0.1');
    join(client, service, new AmqpTallyStream(tally, 'client'));
    join(service, client, new AmqpTallyStream(tally, 'service'));
    sockets.add(client).add(service);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  return {
    port: address.port,
    tally: () => ({ ...tally }),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function join(from: Socket, to: Socket, stream: AmqpTallyStream): void {
  from.setNoDelay(true);
  from.on('data', (bytes: Buffer) => {
    stream.push(bytes);
    to.write(bytes);
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}
