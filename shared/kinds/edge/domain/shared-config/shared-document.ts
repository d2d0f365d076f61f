import { sameJson, canonicalJson } from '../../../../domain/job/same-json.ts';

/** What one control plane wrote of a document that several of them share. */
export interface SharedVersion<V> {
  /** The control plane that wrote it. */
  readonly origin: string;
  /** One more than the greatest that its writer knew of the document: whoever knows more writes a greater one. */
  readonly generation: number;
  /**
   * By control plane, its last generation that the writer knew, the version's own included: the versions that this one
   * replaces. A version that is in here neither way was written at the same time, without knowing of this one.
   */
  readonly seen: Readonly<Record<string, number>>;
  /** Milliseconds since 1970, by the writer's clock: for people; nothing is decided by it. */
  readonly writtenAt: number;
  readonly writtenBy: string;
  /** Null where the document was deleted: the deletion has to travel as any other change does. */
  readonly value: V | null;
}

/**
 * A document of several control planes, each of which may write it while it cannot reach the others: the versions that
 * no other version replaces, the greatest first. That one is in force. More than one means that control planes wrote at
 * the same time; the next write, by whoever has seen them, settles it.
 */
export interface SharedDocument<V> {
  readonly key: string;
  readonly versions: readonly [SharedVersion<V>, ...SharedVersion<V>[]];
}

/** The value in force; null when the document is deleted. */
export function currentValue<V>({ versions: [current] }: SharedDocument<V>): V | null {
  return current.value;
}

/** What was written at the same time as the version in force and says something else. Nothing of it is in force. */
export function conflictsOf<V>({ versions: [current, ...others] }: SharedDocument<V>): SharedVersion<V>[] {
  return others.filter(({ value }) => !sameJson(value, current.value));
}

/** Who writes, where and when. */
export interface SharedWriter {
  readonly origin: string;
  readonly at: number;
  readonly by: string;
}

interface SharedWrite<V> {
  readonly key: string;
  /** Undefined when the document is not there yet. */
  readonly before: SharedDocument<V> | undefined;
  /** Null deletes it. */
  readonly value: V | null;
}

/** Writes a document over everything that is known of it, conflicts included. */
export function writeShared<V>(
  { key, before, value }: SharedWrite<V>,
  { origin, at, by }: SharedWriter,
): SharedDocument<V> {
  const known = before?.versions ?? [];
  const generation = 1 + Math.max(0, ...known.map((version) => version.generation));
  const seen = { ...known.map((version) => version.seen).reduce(joinSeen, {}), [origin]: generation };
  return { key, versions: [{ origin, generation, seen, writtenAt: at, writtenBy: by, value }] };
}

function joinSeen(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  const origins = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...origins].map((origin) => [origin, Math.max(a[origin] ?? 0, b[origin] ?? 0)]));
}

/**
 * What two control planes know of a document, together. It is the same in whatever order, grouping and number they tell
 * each other, so that all end up with the same versions, and with the same one in force.
 */
export function mergeShared<V>(a: SharedDocument<V>, b: SharedDocument<V>): SharedDocument<V> {
  const each = new Map<string, SharedVersion<V>>();
  for (const version of [...a.versions, ...b.versions]) {
    const name = `${version.generation} ${version.origin}`;
    const other = each.get(name);
    each.set(name, other === undefined ? version : greaterText(version, other));
  }
  const all = [...each.values()];
  const [first, ...rest] = all
    .filter((version) => !all.some((other) => replaces(other, version)))
    .sort(order);
  // Of a finite number of versions one is the greatest, which nothing replaces.
  return { key: a.key, versions: [first ?? a.versions[0], ...rest] };
}

/**
 * Two versions of one name are there only when a control plane has lost what it wrote (its store was set back) and has
 * counted on from there. Either would do, as long as all take the same.
 */
function greaterText<V>(a: SharedVersion<V>, b: SharedVersion<V>): SharedVersion<V> {
  return canonicalJson(a) > canonicalJson(b) ? a : b;
}

function replaces<V>(a: SharedVersion<V>, b: SharedVersion<V>): boolean {
  if (a.origin === b.origin) return a.generation > b.generation;
  return (a.seen[b.origin] ?? 0) >= b.generation;
}

/** The greater generation first; of two that are as great the greater name, which says nothing but is the same everywhere. */
function order<V>(a: SharedVersion<V>, b: SharedVersion<V>): number {
  return b.generation - a.generation || (a.origin < b.origin ? 1 : -1);
}

/** Whether two control planes know the same of a document. */
export function isSameShared<V>(a: SharedDocument<V>, b: SharedDocument<V>): boolean {
  return sameJson(a.versions, b.versions);
}

/** Why a version cannot have come about by `writeShared`; undefined when it can. Such a version could undo the order. */
export function sharedVersionFault({
  origin,
  generation,
  seen,
}: Pick<SharedVersion<unknown>, 'origin' | 'generation' | 'seen'>): string | undefined {
  if (seen[origin] !== generation) return `must have its own generation (${generation}) under "${origin}"`;
  const late = Object.entries(seen).find(([name, number]) => name !== origin && number >= generation);
  return late === undefined
    ? undefined
    : `must be greater than what it replaces, which is ${late[1]} of "${late[0]}"`;
}
