declare module 'parse-prometheus-text-format' {
  /** Families with their samples; figures are texts. Throws where a line is none. */
  export default function parsePrometheusTextFormat(text: string): unknown;
}
