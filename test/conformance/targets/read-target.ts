/** The real services are reached only when this says `azure`; `npm run conformance` sets it. */
const TARGET = 'CONFORMANCE_TARGET';

/** What a suite runs against: a way to it, or the reason why it cannot be had. */
export type Target<T> =
  | { readonly name: string; readonly connect: () => Promise<T> }
  | { readonly name: string; readonly missing: string };

/**
 * Chooses between the local stand-in and the real service, whose settings are all named when any is missing.
 *
 * @throws Error when CONFORMANCE_TARGET is neither `local` nor `azure`.
 */
export function readTarget<T, const Name extends string>(
  service: string,
  { local, azure, settings: names }: Choice<T, Name>,
): Target<T> {
  const target = process.env[TARGET] ?? 'local';
  if (target === 'local') return { name: `${service} (the local stand-in)`, connect: local };
  if (target !== 'azure') throw new Error(`${TARGET} must be 'local' or 'azure'; it is '${target}'.`);
  const name = `${service} (Azure)`;
  const missing = names.filter((setting) => (process.env[setting] ?? '') === '');
  if (missing.length > 0) return { name, missing: `${missing.join(' and ')} not set` };
  return { name, connect: () => azure((setting) => process.env[setting] ?? '') };
}

interface Choice<T, Name extends string> {
  readonly local: () => Promise<T>;
  readonly azure: (setting: (name: Name) => string) => Promise<T>;
  readonly settings: readonly Name[];
}
