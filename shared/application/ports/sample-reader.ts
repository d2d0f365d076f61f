import type { DataFormat } from '../../domain/data/data-source.ts';
import type { SampleSink } from '../../domain/dataset/sample-sink.ts';
import type { BlobFile } from './blob-store.ts';

/**
 * Reads the files of a sample, one after the other in the order of their paths, into a sink; that order and with it
 * every sum does not depend on the order in which they are given. The sink's `header` is called once.
 *
 * Throws InvalidInput, naming the file and, where known, line and column, for a file that cannot be read and for files
 * whose columns differ in more than their order, and for one whose bytes have another SHA-256 than it says; Unavailable when a file has changed since it was listed, when the
 * store does not answer, or when the machine has no room; the signal's reason when it is aborted. What the sink throws
 * is passed on as it is. After any of these the sink is of no use.
 */
export type ReadSample = (request: SampleRequest) => Promise<SampleReading>;

export interface SampleRequest {
  /** As they were listed; at least one. */
  readonly files: readonly SampleFile[];
  readonly format: DataFormat;
  readonly sink: SampleSink;
  readonly signal?: AbortSignal;
}

/** A file of a sample as it was listed. */
export interface SampleFile extends BlobFile {
  /** What its bytes have to be, lower-case hexadecimal digits; absent: whatever they are now. */
  readonly sha256?: string;
}

/** What was read. */
export interface SampleReading {
  readonly fileCount: number;
  /** As stored: compressed, where files are. */
  readonly sizeBytes: number;
  readonly malformed: MalformedSampleRows;
}

/** Rows that were left out because they break the grammar of their file. */
export interface MalformedSampleRows {
  readonly count: number;
  /** The first of them, 20 at most. */
  readonly first: readonly { readonly path: string; readonly line: number; readonly problem: string }[];
}

/**
 * Expands gzip data, members after one another included. Throws InvalidInput when they are damaged, end early, are
 * followed by something else than zeros (which pad some files), or expand to more than `maxBytes`; what the given chunks throw is passed on.
 */
export type Gunzip = (chunks: AsyncIterable<Uint8Array>, maxBytes: number) => AsyncIterable<Uint8Array>;

/** Passes chunks on as they are; throws InvalidInput at their end when they have another SHA-256. */
export type VerifyDigest = (chunks: AsyncIterable<Uint8Array>, sha256: string) => AsyncIterable<Uint8Array>;

/** Reads Parquet files. */
export interface ParquetDecoder {
  /**
   * Decodes a file into `sink`, only the columns that it asks for, rows in the file's order. Throws InvalidInput when
   * it is not a Parquet file, is damaged, or when a column that is asked for has no values that a CSV field could
   * hold (a list, a structure, bytes); Unavailable when there is no room for it.
   */
  decode(content: AsyncIterable<Uint8Array>, sink: ParquetSink, signal?: AbortSignal): Promise<void>;
}

/**
 * What takes a Parquet file's rows. Numbers of any width are delivered as the doubles, and all else as the texts, that
 * a CSV file would hold; so are whole numbers and decimals that no double holds exactly.
 */
export type ParquetSink = Pick<SampleSink, 'header' | 'decodedRows'>;
