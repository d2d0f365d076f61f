import type { FleetMember, FleetMembers } from '../../../shared/application/ports/fleet-members.ts';
import type { FleetProgressStore } from '../../../shared/application/ports/fleet-progress-store.ts';
import type { FleetWriter, FleetWriterStore } from '../../../shared/application/ports/fleet-writer-store.ts';
import type { FleetFilter, FleetStore } from '../../../shared/application/ports/fleet-store.ts';
import type { TemplateStore } from '../../../shared/application/ports/template-store.ts';
import type { Page, PageRequest, Versioned } from '../../../shared/application/ports/versioned.ts';
import { VersionConflict } from '../../../shared/domain/errors.ts';
import type { Fleet } from '../../../shared/domain/fleet/fleet.ts';
import type { FleetProgress } from '../../../shared/domain/fleet/fleet-progress.ts';
import type { StreamTemplate } from '../../../shared/domain/fleet/stream-template.ts';
import { fromCursor, page, type MemoryJobs } from './memory-jobs.ts';

/** Values by name, written only under the version that was read. */
class NamedValues<T> {
  readonly #values = new Map<string, Versioned<T>>();
  readonly #nameOf: (value: T) => string;
  #writes = 0;

  constructor(nameOf: (value: T) => string) {
    this.#nameOf = nameOf;
  }

  async get(name: string): Promise<Versioned<T> | undefined> {
    return this.#values.get(name);
  }

  async create(value: T): Promise<string | undefined> {
    return this.#values.has(this.#nameOf(value)) ? undefined : this.#set(value);
  }

  async save(value: T, { ifVersion }: { readonly ifVersion: string }): Promise<string> {
    this.#assertVersion(this.#nameOf(value), ifVersion);
    return this.#set(value);
  }

  async remove(name: string, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    this.#assertVersion(name, ifVersion);
    this.#values.delete(name);
  }

  all(): readonly T[] {
    return [...this.#values.values()].map(({ value }) => value);
  }

  forget(name: string): void {
    this.#values.delete(name);
  }

  #set(value: T): string {
    this.#writes += 1;
    const version = `"n${this.#writes}"`;
    this.#values.set(this.#nameOf(value), { value, version });
    return version;
  }

  #assertVersion(name: string, ifVersion: string): void {
    if (this.#values.get(name)?.version !== ifVersion) throw new VersionConflict(name);
  }
}

export class MemoryFleetStore extends NamedValues<Fleet> implements FleetStore {
  constructor() {
    super(({ fleetId }) => fleetId);
  }

  async list(
    { valueStream, valueStreams }: FleetFilter,
    { limit, cursor }: PageRequest,
  ): Promise<Page<Fleet>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const found = this.all()
      .filter((fleet) => valueStream === undefined || fleet.valueStream === valueStream)
      .filter((fleet) => valueStreams === undefined || valueStreams.includes(fleet.valueStream))
      .filter(({ fleetId }) => fleetId > after)
      .sort((a, b) => (a.fleetId < b.fleetId ? -1 : 1));
    return page(found, limit, ({ fleetId }) => fleetId);
  }
}

export class MemoryTemplateStore extends NamedValues<StreamTemplate> implements TemplateStore {
  constructor() {
    super(({ valueStream }) => valueStream);
  }

  async list(
    valueStreams: readonly string[] | undefined,
    { limit, cursor }: PageRequest,
  ): Promise<Page<StreamTemplate>> {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const found = this.all()
      .filter(({ valueStream }) => valueStreams === undefined || valueStreams.includes(valueStream))
      .filter(({ valueStream }) => valueStream > after)
      .sort((a, b) => (a.valueStream < b.valueStream ? -1 : 1));
    return page(found, limit, ({ valueStream }) => valueStream);
  }
}

export class MemoryFleetProgressStore implements FleetProgressStore {
  readonly #values = new NamedValues<FleetProgress>(({ fleetId }) => fleetId);

  async get(fleetId: string): Promise<Versioned<FleetProgress> | undefined> {
    return this.#values.get(fleetId);
  }

  async save(
    progress: FleetProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'> {
    const version =
      ifVersion === undefined
        ? await this.#values.create(progress)
        : await this.#values.save(progress, { ifVersion }).catch(() => undefined);
    return version === undefined ? 'conflict' : { version };
  }

  async remove(fleetId: string): Promise<void> {
    this.#values.forget(fleetId);
  }
}

export class MemoryFleetWriterStore implements FleetWriterStore {
  readonly #writers = new Map<string, FleetWriter>();

  async create(writer: FleetWriter): Promise<void> {
    this.#writers.set(writer.writerId, writer);
  }

  async remove(writerId: string): Promise<boolean> {
    return this.#writers.delete(writerId);
  }

  async writersOf(fleetId: string): Promise<readonly FleetWriter[]> {
    return [...this.#writers.values()].filter((writer) => writer.fleetId === fleetId);
  }

  async overdueAt(instant: number): Promise<readonly FleetWriter[]> {
    return [...this.#writers.values()].filter(({ until }) => until <= instant);
  }
}

export class MemoryFleetMembers implements FleetMembers {
  readonly #memory: MemoryJobs;

  constructor(memory: MemoryJobs) {
    this.#memory = memory;
  }

  async membersAfter(
    fleetId: string,
    { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FleetMember[]> {
    return this.#memory.jobs
      .all()
      .flatMap(({ value: { jobId, fleet, state } }) =>
        fleet?.fleetId === fleetId && fleet.modelId > after && state !== 'deleted' ? [{ jobId, fleet }] : [],
      )
      .sort((a, b) => (a.fleet.modelId < b.fleet.modelId ? -1 : 1))
      .slice(0, limit);
  }
}
