/** Whatever runs until it is told not to. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Thrown when a part of the stack cannot have the port that it was given. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly part: string;

  constructor(part: string, cause: Error) {
    const number = 'port' in cause ? ` ${String(cause.port)}` : '';
    super(`The port${number} for ${part} is in use by another program.`, { cause });
    this.part = part;
  }
}

/** What has been started so far, so that it can be stopped again. */
export class StartedParts {
  readonly #parts: Stoppable[] = [];

  add(part: Stoppable): void {
    this.#parts.push(part);
  }

  /**
   * Adds a part once it has started, and gives it back.
   *
   * @throws PortInUse when its port is taken; whatever else kept it from starting, as it is.
   */
  async keep<T extends Stoppable>(part: string, starting: Promise<T>): Promise<T> {
    try {
      const server = await starting;
      this.add(server);
      return server;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      throw taken ? new PortInUse(part, error) : error;
    }
  }

  /**
   * Stops everything, the last added first: a host before what it talks to. One that fails to stop does not keep
   * the others running. Stopping twice is stopping once.
   *
   * @throws what the first failure threw, after all have been tried.
   */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.#parts.splice(0).reverse()) {
      await part.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
