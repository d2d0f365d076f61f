import { inspect } from 'node:util';
import type { Log } from '../../application/ports/environment.ts';

/** Writes one JSON line an entry; the Functions host forwards the worker's output to Application Insights. */
export class ConsoleLog implements Log {
  readonly #write: (level: 'info' | 'error', line: string) => void;

  constructor(write: (level: 'info' | 'error', line: string) => void) {
    this.#write = write;
  }

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#write('info', JSON.stringify({ message, ...fields }));
  }

  error(message: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#write('error', JSON.stringify({ message, ...fields, error: describe(error) }));
  }

  metric(name: string, value: number, fields: Readonly<Record<string, string>> = {}): void {
    this.#write('info', JSON.stringify({ metric: name, value, ...fields }));
  }
}

/** The chain of causes, so that the first reason is not lost behind the last. */
function describe(error: unknown): readonly string[] {
  const chain: string[] = [];
  for (let current = error; current !== undefined && chain.length < 5;) {
    chain.push(current instanceof Error ? `${current.name}: ${current.message}` : inspect(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}
