/** Asks one thing that the app cannot work without; rejects when it does not answer. */
export type HealthProbe = () => Promise<unknown>;

export interface Health {
  readonly healthy: boolean;
  /** By probe: `ok`, or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Asks every probe at once; one that has not answered within `timeoutMs` counts as failed. */
export function createCheckHealth(
  probes: Readonly<Record<string, HealthProbe>>,
  timeoutMs: number,
): () => Promise<Health> {
  return async () => {
    const results = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await verdict(probe, timeoutMs)] as const),
    );
    return { healthy: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  };
}

async function verdict(probe: HealthProbe, timeoutMs: number): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(`no answer within ${timeoutMs} ms`);
    }, timeoutMs);
  });
  try {
    return await Promise.race([probe().then(() => 'ok'), late]);
  } catch (error) {
    // The name only: a connection error's text may hold addresses and keys.
    return error instanceof Error ? `failed (${error.name})` : 'failed';
  } finally {
    clearTimeout(timer);
  }
}
