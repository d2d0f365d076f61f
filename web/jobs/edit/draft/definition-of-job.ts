import type { JobView } from '../../../../shared/contracts/http/job-view.ts';
import { isJsonObject, listOf, sameJson, type JsonObject } from '../../../kit/json/json.ts';
import { valueAt, withValueAt } from '../../../kit/json/json-pointer.ts';
import { defaultOf, type Definition, type Field } from '../fields/field.ts';
import { AFTER_FIELDS, POLICY_FIELDS } from '../fields/policy-fields.ts';
import type { KindForm } from '../kinds/kind-form.ts';

/** What a recurrence has that says nothing. */
const RECURRENCE_DEFAULTS: JsonObject = {
  dialect: 'unix5',
  dst: 'shift',
  anchorAt: '1970-01-01T00:00:00.000Z',
};

/**
 * A stored job's definition as somebody would write it: without what is a default anyway. Its baseline is the frozen one,
 * by its id.
 */
export function definitionOfJob(job: JobView, form: KindForm | undefined): Definition {
  const { kind, valueStream, description, tags, after, policies } = job;
  const whole = withoutAbsent({
    ...{ kind, valueStream, description, tags, task: taskOf(job), after },
    recurrences: job.recurrences.map(bareRecurrence),
    policies,
  });
  return allFields(form).reduce(withoutDefault, whole);
}

/** The fields of the form for jobs of a kind, with the defaults that they have there. */
export function allFields(form: KindForm | undefined): readonly Field[] {
  const policies = [...POLICY_FIELDS.main, ...POLICY_FIELDS.more].map((field) =>
    withKindDefault(field, form),
  );
  return [
    ...(form === undefined ? [] : [...form.task.main, ...form.task.more]),
    ...AFTER_FIELDS,
    ...policies,
  ];
}

/** The field with the default that it has for a kind. */
export function withKindDefault(field: Field, form: KindForm | undefined): Field {
  const value = form?.policyDefaults[field.pointer];
  return field.type === 'duration' && typeof value === 'number' ? { ...field, default: value } : field;
}

function withoutDefault(definition: Definition, field: Field): Definition {
  const value = valueAt(definition, field.pointer);
  const standard = defaultOf(field);
  return value !== undefined && standard !== undefined && isSame(value, standard)
    ? withValueAt(definition, field.pointer, undefined)
    : definition;
}

/** A list of numbers is told as words where the form asks for it so. */
function isSame(value: unknown, standard: unknown): boolean {
  return sameJson(value, standard) || (Array.isArray(value) && sameJson(value.map(String), standard));
}

function taskOf({ kind, task }: JobView): JsonObject {
  if (kind !== 'stability' || !('baselineId' in task)) return { ...task };
  const { baseline: _source, baselineId, ...rest } = task;
  return { ...rest, baseline: { baselineId } };
}

function bareRecurrence(recurrence: unknown): JsonObject {
  if (!isJsonObject(recurrence)) return {};
  const said = Object.entries(recurrence).filter(
    ([name, value]) => !sameJson(value, RECURRENCE_DEFAULTS[name]),
  );
  const bare = Object.fromEntries(said);
  return listOf(bare['exclusions']).length === 0 ? withoutAbsent({ ...bare, exclusions: undefined }) : bare;
}

function withoutAbsent(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
