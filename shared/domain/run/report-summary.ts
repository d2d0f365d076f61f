/** What a report collection has collected. */
export interface ReportSummary {
  readonly kind: 'report-collection';
  readonly resource: string;
  /** The blob, `<container>/<name>`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of its bytes, lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Without the header. */
  readonly rowCount: number;
  readonly columnCount: number;
  /** Rows beyond the grammar, where the task allows for some. */
  readonly malformedRowCount: number;
  /** Of the lease that it was collected under. */
  readonly epoch: number;
  readonly ticketId: string;
  /** When the report was asked for, ISO 8601 in UTC: before the run began, where it went on with another's ticket. */
  readonly requestedAt: string;
}
