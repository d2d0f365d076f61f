import { isJsonObject, listOf } from '../../kit/json/json.ts';
import type { Definition } from './fields/field.ts';
import type { KindForm } from './kinds/kind-form.ts';

/** What belongs to one job only. */
const OWN_FIELDS = ['jobId', 'valueStream', 'description', 'tags', 'after', 'recurrences', 'policies'];

/** A new job of a kind. What was said before, and does not belong to another kind, stays. */
export function newDefinition(
  form: Pick<KindForm, 'initial'> | undefined,
  timeZone: string,
  former: Definition = {},
): Definition {
  const initial = form?.initial ?? {};
  const kept = Object.fromEntries(Object.entries(former).filter(([name]) => OWN_FIELDS.includes(name)));
  const chosen = listOf(kept['recurrences']);
  const recurrences =
    chosen.length > 0 ? chosen : listOf(initial['recurrences']).map((each) => zoned(each, timeZone));
  return { ...initial, ...kept, recurrences };
}

/** A new job like another one: the same but for its name. */
export function copyOf(definition: Definition): Definition {
  const { jobId: _own, ...rest } = definition;
  return rest;
}

function zoned(recurrence: unknown, timeZone: string): unknown {
  return isJsonObject(recurrence) ? { ...recurrence, timeZone } : recurrence;
}
