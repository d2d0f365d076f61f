import { CsvReader } from '../dataset/csv-reader.ts';
import { invalidFile } from '../dataset/invalid-file.ts';
import { InvalidInput } from '../errors.ts';
import type { ReportCollectionTask } from '../job/report-collection-task.ts';

/** What a report holds. */
export interface ReportFigures {
  /** Without the header. */
  readonly rowCount: number;
  readonly columnCount: number;
  readonly malformedRowCount: number;
}

/** To be read after "The report ". */
export interface ReportFault {
  readonly reason: 'report-not-readable' | 'report-truncated';
  readonly message: string;
}

/** A fault's message may name columns, which are as long as the server likes. */
const MAX_MESSAGE_LENGTH = 400;

/** Counts the rows of a report and looks for the columns that it must have, piece by piece; its memory does not grow. */
export class ReportCheck {
  readonly #reader: CsvReader;
  #columnCount = 0;
  #byteCount = 0;

  constructor({ format, columns = [] }: Pick<ReportCollectionTask, 'format' | 'columns'>) {
    const { delimiter, decimalComma, maxMalformedRows } = format;
    const sink = {
      header: (names: readonly string[]) => {
        this.#columnCount = names.length;
        assertColumns(names, columns);
        // Rows are counted and their form is checked; no field is wanted.
        return [];
      },
      rows: () => undefined,
    };
    this.#reader = new CsvReader(sink, { delimiter, decimalComma, maxMalformedRows });
  }

  /** Takes the next piece; a fault is final, and nothing more may be given. */
  push(chunk: Uint8Array): ReportFault | undefined {
    this.#byteCount += chunk.length;
    return faultOf(() => {
      this.#reader.push(chunk);
    }, 'report-not-readable');
  }

  /**
   * Ends the report. Only a last row without a line end is still open here; when that is what is wrong, the report was cut
   * off there.
   */
  finish(): ReportFigures | ReportFault {
    if (this.#byteCount === 0) return { reason: 'report-not-readable', message: 'is empty.' };
    const malformedBefore = this.#reader.malformedRows.count;
    let rowCount = 0;
    const fault = faultOf(() => {
      rowCount = this.#reader.finish();
    }, 'report-truncated');
    if (fault !== undefined) return fault;
    const { count: malformedRowCount } = this.#reader.malformedRows;
    if (malformedRowCount > malformedBefore) {
      return { reason: 'report-truncated', message: 'ends within a row.' };
    }
    return { rowCount, columnCount: this.#columnCount, malformedRowCount };
  }
}

function assertColumns(names: readonly string[], wanted: readonly string[]): void {
  const present = new Set(names);
  const missing = wanted.filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const columns = missing.length === 1 ? 'the column' : 'the columns';
  throw invalidFile(`Line 1, the header, lacks ${columns} '${missing.join("', '")}'.`);
}

function faultOf(step: () => void, reason: ReportFault['reason']): ReportFault | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { message } = error;
    const shown = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)} …` : message;
    const lead = reason === 'report-truncated' ? 'ends before its end' : 'cannot be read';
    return { reason, message: `${lead}: ${shown}` };
  }
}
