import type { z } from 'zod';

/** At `/jobs/new`, `/models/new` and `/alerts/rules/new` the page makes one: what is called so could not be opened. */
const RESERVED = 'new';

export const NEW_ID_RULE = `must not be "${RESERVED}", which is the address of the page where one is made`;

/** Whether something that is made may have this id. What has it already stays as it is. */
export function isNewId(id: string): boolean {
  return id.toLowerCase() !== RESERVED;
}

/** The id of something that may not be there yet. */
export function newId<S extends z.ZodType<string>>(id: S): S {
  return id.refine(isNewId, NEW_ID_RULE);
}
