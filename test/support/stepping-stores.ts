import type { MemoryWorld } from './memory/memory-world.ts';

/** What is done around a call of a store; `isWrite`: it may change something. */
export type AroundCall = (isWrite: boolean, call: () => unknown) => Promise<unknown>;

const WRITES = new Set(['create', 'save', 'commit', 'remove', 'enqueue', 'append']);

/** The stores that fleets are made with, with something around each of their calls. */
type Stepping = Pick<
  MemoryWorld,
  'jobs' | 'fleets' | 'fleetProgress' | 'fleetWriters' | 'templates' | 'models' | 'members' | 'queue'
>;

/** The same world as one process sees it whose every call of a store goes through `around`. */
export function steppingWorld(world: MemoryWorld, around: AroundCall): MemoryWorld {
  const stepping: Stepping = {
    jobs: through(world.jobs, around),
    fleets: through(world.fleets, around),
    fleetProgress: through(world.fleetProgress, around),
    fleetWriters: through(world.fleetWriters, around),
    templates: through(world.templates, around),
    models: through(world.models, around),
    members: through(world.members, around),
    queue: through(world.queue, around),
  };
  return { ...world, ...stepping };
}

function through<T extends object>(target: T, around: AroundCall): T {
  return new Proxy(target, {
    get: (_target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const bound = (...given: unknown[]): unknown => Reflect.apply(member, target, given);
      return (...given: unknown[]) => around(WRITES.has(String(name)), () => bound(...given));
    },
  });
}
