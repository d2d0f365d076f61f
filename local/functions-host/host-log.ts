export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical';

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
