import { isJsonObject, textAt, type JsonObject } from '../../../kit/json/json.ts';
import { withValueAt } from '../../../kit/json/json-pointer.ts';
import type { Definition } from '../../edit/fields/field.ts';
import { textOfWords, wordsOf } from '../../edit/fields/words-text.ts';

/** What of a fleet is no part of its jobs, as it is typed. */
export interface FleetHead {
  readonly valueStream: string;
  readonly description: string;
  readonly tags: string;
  readonly owner: string;
  readonly idPrefix: string;
  readonly modelIds: string;
  readonly exceptModelIds: string;
  readonly keepsUnmatched: boolean;
}

export function headOf(definition: Definition): FleetHead {
  const { selector } = definition;
  const of: JsonObject = isJsonObject(selector) ? selector : {};
  return {
    ...{ valueStream: textAt(definition, 'valueStream'), description: textAt(definition, 'description') },
    ...{ tags: textOfWords(of['tags']), owner: textAt(of, 'owner'), idPrefix: textAt(of, 'idPrefix') },
    ...{ modelIds: textOfWords(of['modelIds']), exceptModelIds: textOfWords(of['exceptModelIds']) },
    keepsUnmatched: definition['whenUnmatched'] === 'keep',
  };
}

/** The definition with this head: what is empty is not said. */
export function withHead(definition: Definition, head: FleetHead): Definition {
  const selector = withoutEmpty({
    ...{ tags: wordsOf(head.tags), owner: head.owner.trim(), idPrefix: head.idPrefix.trim() },
    ...{ modelIds: wordsOf(head.modelIds), exceptModelIds: wordsOf(head.exceptModelIds) },
  });
  const said: readonly (readonly [string, unknown])[] = [
    ['/valueStream', head.valueStream.trim()],
    ['/description', head.description.trim() === '' ? undefined : head.description],
    ['/selector', Object.keys(selector).length === 0 ? undefined : selector],
    ['/whenUnmatched', head.keepsUnmatched ? 'keep' : undefined],
  ];
  return said.reduce((changed, [pointer, value]) => withValueAt(changed, pointer, value), definition);
}

/** How a fleet may be called that is made now: by its value stream and its kind, as an id may be. */
export function suggestedFleetId(valueStream: string, kind: string): string {
  if (valueStream.trim() === '' || kind === '') return '';
  return `${valueStream}-${kind}`
    .replaceAll(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
}

function withoutEmpty(fields: Readonly<Record<string, string | readonly string[]>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0));
}

/** What a selector asks for, as its form names it. */
export const SELECTOR_FIELDS: readonly {
  readonly id: string;
  readonly name: Exclude<keyof FleetHead, 'keepsUnmatched'>;
  readonly at: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
}[] = [
  {
    ...{
      id: 'fleet-tags',
      name: 'tags',
      at: '/selector/tags',
      label: 'With the tags',
      placeholder: 'tier-1',
    },
    hint: 'Models that have all of these, with commas between. Empty: whatever tags.',
  },
  {
    ...{ id: 'fleet-owner', name: 'owner', at: '/selector/owner', label: 'Of the owner', placeholder: 'ada' },
    hint: 'Empty: whoever owns them.',
  },
  {
    ...{ id: 'fleet-prefix', name: 'idPrefix', at: '/selector/idPrefix', label: 'Whose id begins with' },
    ...{ placeholder: 'churn-', hint: 'Empty: whatever they are called.' },
  },
  {
    ...{ id: 'fleet-models', name: 'modelIds', at: '/selector/modelIds', label: 'Among these models' },
    ...{
      placeholder: 'churn, upsell',
      hint: 'Ids with commas between. Empty: all of the value stream that fit.',
    },
  },
  {
    ...{ id: 'fleet-except', name: 'exceptModelIds', at: '/selector/exceptModelIds', label: 'But not these' },
    ...{ placeholder: 'churn-old', hint: 'Left out, whatever else fits.' },
  },
];
