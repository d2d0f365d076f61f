/** What a run has told by its output. */
export interface Told {
  /** The JSON that a notebook has ended with, or its text; absent where there is none, or it is too large to be kept. */
  readonly output?: unknown;
  readonly isTooLarge: boolean;
  /** Of a training: the version of the model that it has registered. */
  readonly modelVersion?: string;
  /** Numbers told under `metrics`, at most twenty. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Bytes of output that are kept with a run; what is more belongs into a dataset. */
const MAX_OUTPUT_BYTES = 6 * 1024;
const MAX_METRICS = 20;
const MAX_NAME = 100;

/**
 * Reads what a notebook has passed to `dbutils.notebook.exit()`: JSON by convention, such as
 * `{ "modelVersion": "12", "metrics": { "auc": 0.81 } }`; another text is kept as it is.
 */
export function readOutput(
  notebook: { readonly text: string; readonly isTruncated: boolean } | undefined,
): Told {
  if (notebook === undefined || notebook.text === '') return { isTooLarge: false, metrics: {} };
  const { text, isTruncated } = notebook;
  const value = isTruncated ? undefined : parsed(text);
  const fields = isRecord(value) ? value : {};
  const modelVersion = versionIn(fields['modelVersion']);
  const isTooLarge = isTruncated || new TextEncoder().encode(text).length > MAX_OUTPUT_BYTES;
  return {
    ...(isTooLarge ? {} : { output: value ?? text }),
    isTooLarge,
    ...(modelVersion === undefined ? {} : { modelVersion }),
    metrics: metricsIn(fields['metrics']),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Registries count versions, or name them. */
function versionIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MAX_NAME ? text : undefined;
}

function metricsIn(value: unknown): Record<string, number> {
  const numbers = Object.entries(isRecord(value) ? value : {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[0].length <= MAX_NAME,
  );
  return Object.fromEntries(numbers.slice(0, MAX_METRICS));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
