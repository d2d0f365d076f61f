import { invalidFile } from '../domain/dataset/invalid-file.ts';
import type { SampleSink } from '../domain/dataset/sample-sink.ts';

/** In messages; a file of another table differs in all of its columns. */
const MAX_NAMED_COLUMNS = 10;

interface FirstFile {
  readonly path: string;
  readonly names: readonly string[];
  readonly wanted: ReturnType<SampleSink['header']>;
}

/**
 * Makes one sample of several files: asks the sink for its columns once, finds them by name in each file, and knows
 * the sink's own errors from those of the files.
 */
export class JoinedFiles {
  readonly #sink: SampleSink;
  #first: FirstFile | undefined;
  #thrown: { readonly error: unknown } | undefined;

  constructor(sink: SampleSink) {
    this.#sink = sink;
  }

  /** Takes the rows of one file. Its `header` throws InvalidInput when the columns are not those of the first file. */
  sinkFor(path: string): SampleSink {
    return {
      header: (names) => {
        this.#first ??= { path, names, wanted: this.#call(() => this.#sink.header(names)) };
        return positionsIn(this.#first, path, names);
      },
      rows: (batch) => {
        this.#call(() => {
          this.#sink.rows(batch);
        });
      },
      decodedRows: (batch) => {
        this.#call(() => {
          this.#sink.decodedRows(batch);
        });
      },
      numberRoom: (layout) => this.#call(() => this.#sink.numberRoom?.(layout)),
      ready: () => this.#sink.ready?.(),
    };
  }

  /** Whether an error was thrown by the sink, and is not about a file. */
  isOfSink(error: unknown): boolean {
    return this.#thrown !== undefined && this.#thrown.error === error;
  }

  #call<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#thrown = { error };
      throw error;
    }
  }
}

function positionsIn(first: FirstFile, path: string, names: readonly string[]): FirstFile['wanted'] {
  if (path === first.path) return first.wanted;
  const positions = new Map(names.map((name, position) => [name, position]));
  const firstNames = new Set(first.names);
  const absent = first.names.filter((name) => !positions.has(name));
  const added = names.filter((name) => !firstNames.has(name));
  if (absent.length > 0 || added.length > 0) {
    const faults = [
      ...(absent.length > 0 ? [`it lacks ${listed(absent)}`] : []),
      ...(added.length > 0 ? [`it alone has ${listed(added)}`] : []),
    ];
    throw invalidFile(`Its columns are not those of '${first.path}': ${faults.join(', and ')}.`);
  }
  const positionHere = (position: number): number => positions.get(first.names[position] ?? '') ?? -1;
  return first.wanted.map((column) =>
    typeof column === 'number'
      ? positionHere(column)
      : { ...column, position: positionHere(column.position) },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED_COLUMNS).map((name) => `'${name}'`);
  const others = names.length - shown.length;
  return shown.join(', ') + (others > 0 ? ` and ${others} more` : '');
}
