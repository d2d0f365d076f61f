import type { JobKindView } from '../../../../shared/contracts/http/job-kinds.ts';
import { isJsonObject } from '../../../kit/json/json.ts';
import { valueAt } from '../../../kit/json/json-pointer.ts';
import type { Field } from '../fields/field.ts';
import { textOfLines, textOfPairs } from '../fields/lines-text.ts';
import { idOf, type KindForm } from './kind-form.ts';

type Described = JobKindView['form'][number];

/** The form of a kind that has none of its own here: as the API describes its fields, with the kind's example in them. */
export function plainKindForm(view: JobKindView): KindForm {
  const { kind, title, description, form, example, timeoutSeconds } = view;
  const fields = form.map((described) => ({ described, field: fieldOf(described, example) }));
  const ofGroup = (isAdvanced: boolean) =>
    fields.flatMap(({ described, field }) => ((described.isAdvanced ?? false) === isAdvanced ? [field] : []));
  const [subject] = form;
  return {
    ...{ kind, label: title, icon: 'boxes', about: description },
    initial: { kind, task: {}, recurrences: [{ type: 'cron', expression: '0 6 * * *' }] },
    policyDefaults: timeoutSeconds === undefined ? {} : { '/policies/timeoutSeconds': timeoutSeconds },
    suggestId: (definition) =>
      subject === undefined ? '' : idOf(nameIn(valueAt(definition, pointerOf(subject))), kind),
    task: fields.length === 0 ? wholeTask(example) : { main: ofGroup(false), more: ofGroup(true) },
  };
}

/** A kind that describes no field is written as it is stored. */
function wholeTask(example: JobKindView['example']): KindForm['task'] {
  const placeholder = JSON.stringify(example, null, 2);
  const field: Field = {
    ...{ type: 'structure', pointer: '/task', label: 'Task', placeholder },
    hint: 'What the job does, as JSON.',
  };
  return { main: [field], more: [] };
}

function fieldOf(described: Described, example: JobKindView['example']): Field {
  const { label, hint = '', choices = [] } = described;
  const shown = valueAt({ task: example }, pointerOf(described));
  const common = { pointer: pointerOf(described), label, hint };
  switch (described.control) {
    case 'text':
      return { type: 'text', ...common, placeholder: textOf(shown), isCode: true };
    case 'text-area':
      return { type: 'text', ...common, placeholder: textOf(shown), isLong: true };
    case 'number':
      return { type: 'number', ...common, placeholder: textOf(shown), step: 'any' };
    case 'choice':
      return { type: 'select', ...common, options: choices.map((value) => ({ value, label: value })) };
    case 'switch':
      return { type: 'select', ...common, options: YES_OR_NO };
    case 'lines':
      return { type: 'lines', ...common, placeholder: textOfLines(shown) };
    case 'pairs':
      return { type: 'pairs', ...common, placeholder: textOfPairs(shown) };
    case 'json':
      return {
        ...{ type: 'structure', ...common },
        placeholder: shown === undefined ? '' : JSON.stringify(shown, null, 2),
      };
  }
}

/** What a switch is by itself only the kind knows: it can be left to it, as any other field. */
const YES_OR_NO = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
] as const;

function pointerOf({ path }: Described): string {
  return `/task/${path.replaceAll('.', '/')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a task is about, short: of an address its host, of a path its end. */
function nameIn(value: unknown): string {
  const text = textOf(isJsonObject(value) ? undefined : value);
  const host = /^https?:\/\/([^/:?#]+)/.exec(text)?.[1];
  return host?.replaceAll('.', '-') ?? text.split('/').at(-1) ?? '';
}
