import type { EventName } from '../../domain/telemetry/event-catalogue.ts';
import type { MetricName } from '../../domain/telemetry/metric-catalogue.ts';

/** Says what time it is, epoch ms. */
export interface Clock {
  now(): number;
}

/** A short name (16 hexadecimal digits) that follows from a text and is, in practice, different for each. */
export type Fingerprint = (text: string) => string;

/** The SHA-256 of bytes that come in pieces. */
export interface Digest {
  update(chunk: Uint8Array): void;
  /** Of all that came, in lower-case hexadecimal digits; the last call of a digest. */
  finish(): string;
}

export type NewDigest = () => Digest;

/** Takes one line about what happened; ids go into `fields`, never secrets or payloads. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;

  /** Something that queries and dashboards look for by its name. */
  event(name: EventName, fields: Readonly<Record<string, unknown>>): void;

  /** A figure to be summed or plotted by its name; `fields` are the attributes that the catalogue lists for it. */
  metric(name: MetricName, value: number, fields?: Readonly<Record<string, string>>): void;
}

/** Waits so many ms, or until the signal is aborted; never rejects. */
export type Pause = (ms: number, until: AbortSignal) => Promise<void>;

/** A text that has never been given before. */
export type UniqueId = () => string;
