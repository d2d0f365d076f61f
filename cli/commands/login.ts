import { health, readMe } from '../../shared/contracts/http/operation-paths.ts';
import { ApiRefused } from '../api/api-refused.ts';
import { command } from '../command/command.ts';
import type { CommandContext } from '../command/command-context.ts';
import { BadUsage, CommandFailed } from '../command/failures.ts';
import { flag, text } from '../command/parameters.ts';
import { textAt } from '../output/read-field.ts';
import { configPath, readConfigFile, writeConfigFile } from '../settings/config-file.ts';
import { assertSendable } from '../settings/connection.ts';

export const login = command({
  name: 'login',
  summary: 'keep the address of a server and what to show there',
  details: [
    'The token or API key is read from standard input, or asked for without being shown; an empty one keeps the',
    'address alone, for a server that asks nobody. It is kept in ~/.config/evenkeel/config.json (or below',
    'XDG_CONFIG_HOME), readable by you only, and is sent to this server only.',
    '',
    '  evenkeel --server https://evenkeel.example.com login < key.txt',
    '  evenkeel --server https://evenkeel.example.com login --device-code --tenant T --client-id C',
  ].join('\n'),
  options: {
    deviceCode: flag('sign in to Microsoft Entra ID in a browser, with a code'),
    tenant: text('with --device-code: id of the tenant', { placeholder: 'id' }),
    clientId: text('with --device-code: client id of the application', { placeholder: 'id' }),
    scope: text('with --device-code: what to ask a token for (api://<client-id>/.default)', {
      placeholder: 'scope',
    }),
    forget: flag('forget this server and its token'),
  },
  run: async (context, { deviceCode, tenant, clientId, scope, forget }) => {
    const { server } = await context.connection();
    const path = configPath(context.around);
    if (forget) {
      const { servers, server: present } = await readConfigFile(path);
      const { [server]: _forgotten, ...others } = servers;
      await writeConfigFile(path, { servers: others, ...(present === server ? {} : { server: present }) });
      context.out.done(`${server} is forgotten.`, { server });
      return;
    }
    const entry = deviceCode
      ? await signIn(context, { tenant, clientId, scope })
      : toEntry(await readToken(context));
    if (entry.token !== undefined) assertSendable(server, entry.token);
    const name = await whoIs(context, server, entry.token);
    const stored = await readConfigFile(path);
    await writeConfigFile(path, { server, servers: { ...stored.servers, [server]: entry } });
    context.out.done(`Logged in to ${server}${name === undefined ? '' : ` as ${name}`}.`, { server, name });
  },
});

function toEntry(token: string): { readonly token?: string } {
  return token === '' ? {} : { token };
}

async function readToken({ around, options }: CommandContext): Promise<string> {
  if (options.token !== undefined) return options.token;
  const given = around.stdin.isTty
    ? await around.askSecret('Token or API key (nothing for none): ')
    : await around.stdin.readAll();
  return given.trim();
}

async function signIn(
  { out, around }: CommandContext,
  {
    tenant,
    clientId,
    scope,
  }: {
    readonly tenant: string | undefined;
    readonly clientId: string | undefined;
    readonly scope: string | undefined;
  },
): Promise<{ readonly token: string; readonly expiresAt: string }> {
  if (tenant === undefined || clientId === undefined) {
    throw new BadUsage('--device-code needs --tenant and --client-id');
  }
  // It is large, and no other command needs it.
  const { signInWithDeviceCode } = await import('../settings/device-code.ts');
  const request = { tenantId: tenant, clientId, scope: scope ?? `api://${clientId}/.default` };
  return signInWithDeviceCode(request, {
    signal: around.interrupted,
    show: (message) => {
      out.note(message);
    },
  });
}

/** The name that the server knows the token's bearer by. Throws where it is not taken, before anything is kept. */
async function whoIs(
  context: CommandContext,
  server: string,
  token: string | undefined,
): Promise<string | undefined> {
  const api = context.clientOf(server, token);
  try {
    return textAt((await api.call(readMe)).body, 'name');
  } catch (error) {
    if (!(error instanceof ApiRefused)) throw error;
    if (error.status === 401)
      throw new CommandFailed(`${server} does not take it: ${error.message}`, { cause: error });
    // Perhaps a server without this operation; that one answers is enough.
    await api.call(health, { accepts: [503] });
    return undefined;
  }
}
