import type { DataFormat } from '../domain/data/data-source.ts';
import { MAGIC_LENGTH, recognizeContent } from '../domain/data/recognize-content.ts';
import { CsvReader } from '../domain/dataset/csv-reader.ts';
import { invalidFile } from '../domain/dataset/invalid-file.ts';
import type { SampleSink } from '../domain/dataset/sample-sink.ts';
import { InvalidInput } from '../domain/errors.ts';
import { inOrder } from './find-sample-files.ts';
import { JoinedFiles } from './joined-files.ts';
import type { BlobFile, BlobStore } from './ports/blob-store.ts';
import type {
  Gunzip,
  MalformedSampleRows,
  ParquetDecoder,
  ReadSample,
  SampleFile,
  SampleRequest,
  VerifyDigest,
} from './ports/sample-reader.ts';

/** Memory does not grow with a file, but the time to read it does: a compressed one may hold a thousand times itself. */
const MAX_EXPANDED_BYTES = 64 * 2 ** 30;

const REPORTED_ROWS = 20;

interface Dependencies {
  readonly blobs: BlobStore;
  readonly gunzip: Gunzip;
  readonly verifyDigest: VerifyDigest;
  readonly parquet: ParquetDecoder;
  readonly maxExpandedBytes?: number;
}

type CsvFormat = Extract<DataFormat, { readonly type: 'csv' }>;

const NONE_MALFORMED: MalformedSampleRows = { count: 0, first: [] };

/** Reads samples of CSV files, plain or compressed with gzip (told by their content), and of Parquet files. */
export function createReadSample(dependencies: Dependencies): ReadSample {
  return async (request) => {
    const files = inOrder(request.files);
    if (files.length === 0) throw invalidFile('There are no files to read.');
    const joined = new JoinedFiles(request.sink);
    let malformed = NONE_MALFORMED;
    for (const file of files) {
      request.signal?.throwIfAborted();
      try {
        const found = await readFile(dependencies, file, { ...request, sink: joined.sinkFor(file.path) });
        malformed = together(malformed, found);
      } catch (error) {
        throw error instanceof InvalidInput && !joined.isOfSink(error) ? inFile(file, error) : error;
      }
    }
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    return { fileCount: files.length, sizeBytes, malformed };
  };
}

async function readFile(
  dependencies: Dependencies,
  file: SampleFile,
  { format, sink, signal }: Omit<SampleRequest, 'files'>,
): Promise<MalformedSampleRows> {
  const opened = await dependencies.blobs.openUnchanged(file, signal);
  const { sha256 } = file;
  const content = await startOf(sha256 === undefined ? opened : dependencies.verifyDigest(opened, sha256));
  const kind = recognizeContent(content.start);
  if (format.type === 'parquet') {
    if (kind === 'gzip')
      throw invalidFile('It is compressed with gzip; Parquet files are compressed within.');
    await dependencies.parquet.decode(content.chunks, sink, signal);
    return NONE_MALFORMED;
  }
  if (kind === 'parquet') throw invalidFile('It is a Parquet file, and was to be read as CSV.');
  if (kind !== undefined && kind !== 'gzip')
    throw invalidFile(`It is ${kind}; CSV, plain or in gzip, was expected.`);
  const { gunzip, maxExpandedBytes = MAX_EXPANDED_BYTES } = dependencies;
  const chunks = kind === 'gzip' ? gunzip(content.chunks, maxExpandedBytes) : content.chunks;
  return readCsv(chunks, { path: file.path, format, sink, ...(signal === undefined ? {} : { signal }) });
}

interface CsvFile {
  readonly path: string;
  readonly format: CsvFormat;
  readonly sink: SampleSink;
  readonly signal?: AbortSignal;
}

async function readCsv(
  chunks: AsyncIterable<Uint8Array>,
  { path, format, sink, signal }: CsvFile,
): Promise<MalformedSampleRows> {
  const { delimiter, decimalComma, maxMalformedRows } = format;
  const reader = new CsvReader(sink, { delimiter, decimalComma, maxMalformedRows });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    await sink.ready?.();
    reader.push(chunk);
  }
  reader.finish();
  const { count, first } = reader.malformedRows;
  return { count, first: first.map((row) => ({ path, ...row })) };
}

function together(a: MalformedSampleRows, b: MalformedSampleRows): MalformedSampleRows {
  return { count: a.count + b.count, first: [...a.first, ...b.first].slice(0, REPORTED_ROWS) };
}

function inFile({ path }: BlobFile, error: InvalidInput): InvalidInput {
  const message = `'${path}' cannot be read: ${error.message}`;
  const issues = error.issues.map(({ pointer, message: fault }) => ({
    pointer,
    message: `'${path}': ${fault}`,
  }));
  return new InvalidInput(message, issues, { cause: error });
}

/** Looks at the first bytes of a content, which is given back as a whole. */
async function startOf(
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly start: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = content[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  const start: number[] = [];
  while (start.length < MAGIC_LENGTH) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    start.push(...next.value.subarray(0, MAGIC_LENGTH - start.length));
  }
  return { start: Uint8Array.from(start), chunks: resumed(seen, iterator) };
}

async function* resumed(
  seen: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* seen;
    yield* { [Symbol.asyncIterator]: () => iterator };
  } finally {
    // Reached early when the reader stops: a download must not go on.
    await iterator.return?.();
  }
}
