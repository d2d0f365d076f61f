import { pause } from '../../shared/adapters/clock/pause.ts';
import { SnowflakeConnections } from '../../shared/adapters/snowflake/snowflake-connections.ts';
import { SnowflakeResultSink } from '../../shared/adapters/snowflake/snowflake-result-sink.ts';
import { SnowflakeWarehouse } from '../../shared/adapters/snowflake/snowflake-warehouse.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Telemetry } from './telemetry.ts';

interface Parts {
  readonly config: Pick<Config, 'snowflake'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly telemetry: Pick<Telemetry, 'sink' | 'warehouse'>;
}

/** Where rows are counted and results are delivered; both absent where no warehouse is set. */
export function composeWarehouse({ config: { snowflake }, environment, telemetry }: Parts) {
  // Two pools: a delivery of seconds must not wait for counts of an hour.
  const deliveries = snowflake && new SnowflakeConnections(snowflake, environment);
  const countings = snowflake && new SnowflakeConnections(snowflake, environment);
  return {
    sink: deliveries && telemetry.sink(new SnowflakeResultSink(deliveries)),
    warehouse: countings && telemetry.warehouse(new SnowflakeWarehouse(countings, pause)),
    close: async () => {
      await Promise.all([deliveries?.close(), countings?.close()]);
    },
  };
}
