import type { Secrets } from '../../../shared/application/ports/secrets.ts';

export class MemorySecrets implements Secrets {
  readonly #values = new Map<string, string>();

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }
}
