import { z } from 'zod';

/** The settings of the figures that are counted in the store. */
export const metricsSettings = {
  /** Value streams with figures of their own; those of the rest are added up as `other`. */
  METRICS__valueStreams: z.coerce.number().int().min(1).max(200).default(50),
  /** Models whose last PSI is given: those with the highest ones. */
  METRICS__models: z.coerce.number().int().min(1).max(500).default(100),
  /** Whether the queues are looked at: `on`, or `off` where the app may not. */
  METRICS__queues: z.enum(['on', 'off'], 'must be on or off').default('on'),
  /** Address of the administration of Service Bus; of a stand-in, which has no TLS. */
  METRICS__serviceBusEndpoint: z.url('must be a URL').optional(),
} as const;

export interface MetricsConfig {
  readonly valueStreams: number;
  readonly models: number;
  /** Absent: the queues are not looked at. */
  readonly queues?: { readonly endpoint?: string };
}

/** The settings as the app uses them. */
export function toMetricsConfig(values: {
  readonly METRICS__valueStreams: number;
  readonly METRICS__models: number;
  readonly METRICS__queues: 'on' | 'off';
  readonly METRICS__serviceBusEndpoint?: string | undefined;
}): MetricsConfig {
  const endpoint = values.METRICS__serviceBusEndpoint;
  return {
    valueStreams: values.METRICS__valueStreams,
    models: values.METRICS__models,
    ...(values.METRICS__queues === 'on' ? { queues: endpoint === undefined ? {} : { endpoint } } : {}),
  };
}
