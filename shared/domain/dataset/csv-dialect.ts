import { InvalidInput, type Issue } from '../errors.ts';

/** How a delimited file writes its fields. Quotes, line ends and the encoding are those of RFC 4180, in UTF-8. */
export interface CsvDialect {
  /** One ASCII character between fields: no quote, letter, digit, line end, point or minus. */
  readonly delimiter: string;
  /** Whether numbers are written 1,5 rather than 1.5. A point is no part of a number then. */
  readonly decimalComma: boolean;
}

export const DEFAULT_CSV_DIALECT: CsvDialect = { delimiter: ',', decimalComma: false };

const ASCII_CHARACTER = /^[\0-\x7f]$/;
/** What numbers and words are made of, and what quotes fields and ends lines. */
const TAKEN = /^[\n\r"\-.0-9A-Za-z]$/;

/**
 * What makes a dialect ambiguous. A comma may be both delimiter and decimal comma: a number with a fraction is a quoted
 * field then, as spreadsheets write it.
 */
export function csvDialectIssues({ delimiter }: Pick<CsvDialect, 'delimiter'>): readonly Issue[] {
  const issues: Issue[] = [];
  if (!ASCII_CHARACTER.test(delimiter)) {
    issues.push({ pointer: '/delimiter', message: 'must be one ASCII character' });
  }
  if (TAKEN.test(delimiter)) {
    issues.push({
      pointer: '/delimiter',
      message: 'must be no quote, letter, digit, line end, point or minus',
    });
  }
  return issues;
}

/** Throws InvalidInput for a dialect that would be ambiguous. */
export function assertCsvDialect(dialect: CsvDialect): void {
  const { delimiter } = dialect;
  const issues = csvDialectIssues(dialect);
  if (issues.length === 0) return;
  const faults = issues.map(({ message }) => message).join('; ');
  throw new InvalidInput(`The delimiter '${delimiter}' cannot be used: it ${faults}.`, issues);
}
