import { inspect } from 'node:util';
import type { EventName } from '../../domain/telemetry/event-catalogue.ts';
import type { MetricName } from '../../domain/telemetry/metric-catalogue.ts';
import type { Log } from '../../application/ports/environment.ts';
import { createRedactor, type Redactor } from './redactor.ts';

/** Writes one JSON line an entry, without the secrets in it; the Functions host forwards the worker's output. */
export class ConsoleLog implements Log {
  readonly #write: (level: 'info' | 'error', line: string) => void;
  readonly #redactor: Redactor;

  constructor(
    write: (level: 'info' | 'error', line: string) => void,
    redactor: Redactor = createRedactor({}),
  ) {
    this.#write = write;
    this.#redactor = redactor;
  }

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#line('info', { message, ...fields });
  }

  error(message: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#line('error', { message, ...fields, error: describeError(error) });
  }

  event(name: EventName, fields: Readonly<Record<string, unknown>>): void {
    this.#line('info', { event: name, ...fields });
  }

  metric(name: MetricName, value: number, fields: Readonly<Record<string, string>> = {}): void {
    this.#line('info', { metric: name, value, ...fields });
  }

  #line(level: 'info' | 'error', line: object): void {
    this.#write(level, JSON.stringify(this.#redactor.redactValue(line)));
  }
}

/** The chain of causes, so that the first reason is not lost behind the last. */
export function describeError(error: unknown): readonly string[] {
  const chain: string[] = [];
  for (let current = error; current !== undefined && chain.length < 5;) {
    chain.push(current instanceof Error ? `${current.name}: ${current.message}` : inspect(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}
