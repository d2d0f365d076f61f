/** One line of the host's log. `category` is dotted, as in host.json: `Function.<name>.User`, `Host.Durable` ... */
export interface LogEntry {
  readonly level: string;
  readonly category: string;
  readonly message: string;
}

export type HostLog = (entry: LogEntry) => void;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const LEVELS: readonly string[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

/**
 * Lets through what host.json's `logging.logLevel` asks for: the longest category that a line's category begins with
 * decides, else `default`, else Information.
 */
export function filterLog(log: HostLog, logLevel: Readonly<Record<string, string>>): HostLog {
  const thresholds = Object.entries(logLevel)
    .map(([category, level]) => ({ category, rank: LEVELS.indexOf(level.toLowerCase()) }))
    .sort((a, b) => b.category.length - a.category.length);
  const fallback =
    thresholds.find(({ category }) => category === 'default')?.rank ?? LEVELS.indexOf('information');
  return (entry) => {
    const found = thresholds.find(
      ({ category }) => entry.category === category || entry.category.startsWith(`${category}.`),
    );
    if (LEVELS.indexOf(entry.level.toLowerCase()) >= (found?.rank ?? fallback)) log(entry);
  };
}
