import { parseArgs } from 'node:util';
import { BadUsage, toPort } from '../command-line.ts';
import { toSettings, type ReportServerOptions } from './server-options.ts';

export const USAGE = `Usage: npm run report-server -- [options]
  --port N            where to listen on 127.0.0.1 (7080; 0 takes any free one)
  --make-ms N         how long a report takes at ease (1000)
  --load-period-ms N  how long ease and heavy load last in turn (120000; 0: no heavy load)
  --starts-heavy      begin with heavy load
  --keep-ms N         how long a report can be had once it is made (600000)
  --rows N            rows of a report (2000)
  --bytes N           in place of --rows: as many rows as make so many bytes
`;

const OPTIONS = {
  port: { type: 'string', default: '7080' },
  'make-ms': { type: 'string', default: '1000' },
  'load-period-ms': { type: 'string', default: '120000' },
  'starts-heavy': { type: 'boolean', default: false },
  'keep-ms': { type: 'string', default: '600000' },
  rows: { type: 'string' },
  bytes: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line of `npm run report-server`; undefined when it asks for the usage only.
 *
 * @throws BadUsage, or the error of `parseArgs`, naming the option at fault.
 */
export function readOptions(args: readonly string[]): ReportServerOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return undefined;
  const options = {
    port: toPort('--port', values.port),
    startsHeavy: values['starts-heavy'],
    makeMs: toCount('--make-ms', values['make-ms']),
    loadPeriodMs: toCount('--load-period-ms', values['load-period-ms']),
    keepMs: toCount('--keep-ms', values['keep-ms']),
    ...(values.rows === undefined ? {} : { rows: toCount('--rows', values.rows) }),
    ...(values.bytes === undefined ? {} : { bytes: toCount('--bytes', values.bytes) }),
  };
  assertSense(options);
  return options;
}

function toCount(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new BadUsage(`${option} must be a whole number; it is '${text}'.`);
}

function assertSense(options: ReportServerOptions): void {
  try {
    toSettings(options);
  } catch (error) {
    if (error instanceof RangeError) throw new BadUsage(`${error.message} (--help lists the options.)`);
    throw error;
  }
}
