/** Where a sample comes from. */
export type DataSource = BlobSource | WarehouseSource | ReportSource;

/** One file or several of one kind, which are read one after the other as one sample. */
export interface BlobSource {
  readonly kind: 'blob';
  /**
   * `<container>/<name>`. `{yyyy}`, `{MM}`, `{dd}`, `{HH}` and `{mm}` stand for the start of the run's data interval,
   * `*` for any characters but "/", and a "/" at the end for everything below it.
   */
  readonly path: string;
  /** Zone of the placeholders; UTC when absent. */
  readonly timeZone?: string;
  readonly format: DataFormat;
}

export type DataFormat =
  | {
      readonly type: 'csv';
      readonly delimiter: string;
      readonly decimalComma: boolean;
      /** Rows beyond the grammar that are left out and counted before the file is refused. */
      readonly maxMalformedRows: number;
    }
  | { readonly type: 'parquet' };

/** What the run of the job that it comes after has collected for the same slot, in the format that job says. */
export interface ReportSource {
  readonly kind: 'report';
}

/** A table or a query of the warehouse; only counts are read from it. */
export interface WarehouseSource {
  readonly kind: 'snowflake';
  /** Either of the two: `database.schema.table`, or a SELECT. */
  readonly table?: string;
  readonly query?: string;
}

export const PLAIN_CSV: DataFormat = Object.freeze({
  type: 'csv',
  delimiter: ',',
  decimalComma: false,
  maxMalformedRows: 0,
});
