import type { ResultRow, ResultSink } from '../../application/ports/result-sink.ts';
import type { Warehouse } from '../../application/ports/warehouse.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { SpanStart, Tracer } from './tracer.ts';

/** The spans of what is asked of the warehouse; no text of a query is told. */
export class TracedWarehouse implements Warehouse {
  readonly #warehouse: Warehouse;
  readonly #tracer: Tracer;

  constructor(warehouse: Warehouse, tracer: Tracer) {
    this.#warehouse = warehouse;
    this.#tracer = tracer;
  }

  count(...given: Parameters<Warehouse['count']>): ReturnType<Warehouse['count']> {
    return this.#tracer.within(statement('count rows'), () => this.#warehouse.count(...given));
  }

  hasRows(...given: Parameters<Warehouse['hasRows']>): Promise<boolean> {
    return this.#tracer.within(statement('look for rows'), () => this.#warehouse.hasRows(...given));
  }
}

/** The spans of deliveries to the warehouse. */
export class TracedResultSink implements ResultSink {
  readonly #sink: ResultSink;
  readonly #tracer: Tracer;

  constructor(sink: ResultSink, tracer: Tracer) {
    this.#sink = sink;
    this.#tracer = tracer;
  }

  deliver(runId: RunId, rows: readonly ResultRow[]): Promise<void> {
    const start = statement('merge results', rows.length);
    return this.#tracer.within(start, () => this.#sink.deliver(runId, rows));
  }
}

function statement(name: string, rows?: number): SpanStart {
  return {
    ...{ name, kind: 'client' },
    attributes: { 'db.system.name': 'snowflake', 'db.operation.name': name, 'evenkeel.rows': rows },
  };
}
