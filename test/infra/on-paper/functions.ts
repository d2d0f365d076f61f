import { asBoolean, asLambda, asList, asMap, asNumber, asText, isMap, type Value } from './values.ts';

type Implementation = (...values: Value[]) => Value;

function isEmpty(value: Value): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

function union(...values: Value[]): Value {
  if (values.every(isMap)) return Object.fromEntries(values.flatMap((value) => Object.entries(asMap(value))));
  return [...new Set(values.flatMap(asList))];
}

/** Names that follow from what they are of: readable here, where Azure gives 13 or 36 characters. */
function derived(...values: Value[]): string {
  return values.map(asText).join('|');
}

/** The functions of Bicep that the templates use and that need nothing of Azure. */
export const PURE: Readonly<Record<string, Implementation>> = {
  concat: (...lists) => lists.flatMap(asList),
  cidrSubnet: (range, bits, index) => `${asText(range)}:${asText(bits)}:${asText(index)}`,
  empty: isEmpty,
  fail: (message) => {
    throw new Error(asText(message));
  },
  filter: (list, keep) => asList(list).filter((each) => asBoolean(asLambda(keep).call(each))),
  guid: derived,
  indexOf: (list, value) => asList(list).indexOf(value),
  int: (value) => Number(asText(value)),
  join: (list, separator) => asList(list).map(asText).join(asText(separator)),
  length: (value) => (typeof value === 'string' ? value.length : asList(value).length),
  map: (list, change) => asList(list).map((each) => asLambda(change).call(each)),
  mapValues: (object, change) =>
    Object.fromEntries(
      Object.entries(asMap(object)).map(([name, each]) => [name, asLambda(change).call(each)]),
    ),
  max: (...values) => Math.max(...values.map(asNumber)),
  min: (...values) => Math.min(...values.map(asNumber)),
  replace: (text, from, to) => asText(text).replaceAll(asText(from), asText(to)),
  split: (text, separator) => asText(text).split(asText(separator)),
  string: (value) => (typeof value === 'object' ? JSON.stringify(value) : asText(value)),
  subscriptionResourceId: (type, ...names) =>
    `/subscriptions/s/providers/${asText(type)}/${derived(...names)}`,
  take: (text, count) => asText(text).slice(0, asNumber(count)),
  toObject: (list, key, change) =>
    Object.fromEntries(
      asList(list).map((each) => [asText(asLambda(key).call(each)), asLambda(change).call(each)]),
    ),
  trim: (text) => asText(text).trim(),
  union,
  uniqueString: () => 'abcdefghijklm',
};
