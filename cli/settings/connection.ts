import { BadUsage } from '../command/failures.ts';
import type { Surroundings } from '../surroundings.ts';
import { configPath, readConfigFile } from './config-file.ts';

const DEFAULT_SERVER = 'http://127.0.0.1:7071';

/** The server that a command calls, and what it shows there. */
export interface Connection {
  /** Base address, without a slash at the end. */
  readonly server: string;
  readonly serverFrom: Origin;
  readonly token: string | undefined;
  readonly tokenFrom: Origin | undefined;
  /** ISO 8601, where it is known. */
  readonly expiresAt?: string | undefined;
}

type Origin = '--server' | '--token' | `EVENKEEL_${'SERVER' | 'TOKEN' | 'API_KEY'}` | 'config' | 'default';

/** What was said on the command line goes before the environment, and that before the file. Throws BadUsage. */
export async function findConnection(
  options: { readonly server?: string | undefined; readonly token?: string | undefined },
  around: Pick<Surroundings, 'env' | 'homeFolder'>,
): Promise<Connection> {
  const { env } = around;
  const stored = await readConfigFile(configPath(around));
  const [address, serverFrom] = firstOf([
    [options.server, '--server'],
    [env['EVENKEEL_SERVER'], 'EVENKEEL_SERVER'],
    [stored.server, 'config'],
  ]) ?? [DEFAULT_SERVER, 'default' as const];
  const server = toServer(address);
  const entry = stored.servers[server];
  const [token, tokenFrom] = firstOf([
    [options.token, '--token'],
    [env['EVENKEEL_TOKEN'], 'EVENKEEL_TOKEN'],
    [env['EVENKEEL_API_KEY'], 'EVENKEEL_API_KEY'],
    [entry?.token, 'config'],
  ]) ?? [undefined, undefined];
  if (token !== undefined) assertSendable(server, token);
  const expiresAt = tokenFrom === 'config' ? entry?.expiresAt : undefined;
  return { server, serverFrom, token, tokenFrom, expiresAt };
}

function firstOf(
  candidates: readonly (readonly [string | undefined, Origin])[],
): readonly [string, Origin] | undefined {
  for (const [value, origin] of candidates) {
    if (value !== undefined && value !== '') return [value, origin];
  }
  return undefined;
}

/** A base address without a slash at its end. Throws BadUsage for what is none. */
function toServer(text: string): string {
  const url = URL.parse(text);
  const isUsable =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.search === '' &&
    url.hash === '';
  if (!isUsable) {
    throw new BadUsage(`'${text}' is no server: write its address, such as ${DEFAULT_SERVER}.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/api$/, '');
}

/** A token is never sent where others on the way can read it. Throws BadUsage. */
export function assertSendable(server: string, token: string): void {
  const { protocol, hostname } = new URL(server);
  if (protocol === 'http:' && !/^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname)) {
    throw new BadUsage(`A token is sent to ${server} by https only.`);
  }
  if (!/^[\u0021-\u007e]+$/.test(token)) throw new BadUsage('The token has characters that no token has.');
}
