import type { ResultRow, ResultSink } from '../../application/ports/result-sink.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import { batchesOf, MERGE_RESULTS } from './merge-results.ts';
import { runStatement } from './run-statement.ts';
import type { SnowflakeConnections } from './snowflake-connections.ts';

/** A batch takes seconds; the rest is for a warehouse that has to start and for locks of other writers. */
const CAP_MS = 5 * 60_000;

/** Results in the table STABILITY_RESULTS (infra/snowflake), in the database and schema of the settings. */
export class SnowflakeResultSink implements ResultSink {
  readonly #connections: SnowflakeConnections;

  constructor(connections: SnowflakeConnections) {
    this.#connections = connections;
  }

  async deliver(runId: RunId, rows: readonly ResultRow[]): Promise<void> {
    const batches = batchesOf(rows);
    if (batches.length === 0) return;
    await this.#connections.use(async (connection) => {
      for (const batch of batches) {
        const request = { sqlText: MERGE_RESULTS, binds: [batch], queryTag: runId, capMs: CAP_MS };
        await runStatement(connection, request);
      }
    });
  }
}
