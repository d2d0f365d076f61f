import { DataDirInUse } from './lock-data-dir.ts';
import { PortInUse } from './started-parts.ts';

/** Thrown when the command line is not what the usage says. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** Reads the value of a port option. @throws BadUsage naming the option when it is no port number. */
export function toPort(option: string, text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new BadUsage(`${option} must be a port number, 0 to 65535; it is '${text}'.`);
}

/** Ctrl-C stops what has been started, last first, and ends the process; a second one does not wait for it. */
export function stopOnInterrupt(stops: readonly (() => Promise<void>)[]): void {
  let stopping = false;
  const handle = () => {
    if (stopping) process.exit(130);
    stopping = true;
    print('Stopping.');
    stopAll(stops).then(() => process.exit(0), exitWith);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}

async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends the process: 2 for what the caller typed, 1 for everything else, with what went wrong on standard error. */
export function exitWith(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof BadUsage || isUnreadable(error) ? 2 : 1);
}

function explain(error: unknown): string {
  if (error instanceof PortInUse) {
    return `${error.message} Stop that program, or choose another port (--help lists the options).`;
  }
  if (isUnreadable(error)) return `${error.message} (--help lists the options.)`;
  if (error instanceof DataDirInUse || error instanceof BadUsage) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What `parseArgs` throws. */
function isUnreadable(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS_')
  );
}
