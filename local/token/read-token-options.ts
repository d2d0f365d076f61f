import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BadUsage } from '../command-line.ts';
import type { TokenRequest } from './local-tokens.ts';

export const USAGE = `Usage: npm run token -- --name NAME --role ROLE [options]
  --name NAME        who it is for; the same name is the same person
  --role ROLE        reader, operator or admin
  --stream NAME      in this value stream only (all of them)
  --expires TIME     how long it is good, such as 30m, 8h or 7d (1h)
  --app              of a program, in place of a person
  --data-dir FOLDER  where the app keeps its state (.local)
`;

const ROLES = ['reader', 'operator', 'admin'] as const;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

export interface TokenOptions extends TokenRequest {
  readonly dataDir: string;
}

/** Undefined when help is asked for. @throws BadUsage naming the option at fault. */
export function readTokenOptions(args: string[]): TokenOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string', default: '' },
      role: { type: 'string', default: '' },
      stream: { type: 'string' },
      expires: { type: 'string', default: '1h' },
      app: { type: 'boolean', default: false },
      'data-dir': { type: 'string', default: fileURLToPath(new URL('../../.local', import.meta.url)) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { name, stream, app, 'data-dir': dataDir } = values;
  if (name === '') throw new BadUsage('--name is missing: say who the token is for.');
  const role = ROLES.find((one) => one === values.role);
  if (role === undefined) throw new BadUsage(`--role must be one of ${ROLES.join(', ')}.`);
  return { name, role, stream, isApp: app, dataDir, expiresInSeconds: toSeconds(values.expires) };
}

function toSeconds(text: string): number {
  const [, count = '', letter = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const unit = letter === 's' || letter === 'm' || letter === 'h' || letter === 'd' ? SECONDS[letter] : 0;
  if (unit === 0) throw new BadUsage(`--expires must be a time such as 30m, 8h or 7d; it is '${text}'.`);
  return Number(count) * unit;
}
