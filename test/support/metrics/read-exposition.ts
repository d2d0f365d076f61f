/** A sample of an exposition, with its labels as they are meant. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit?: string;
  readonly samples: readonly Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
// A line ends with a line feed only: other separators of lines are characters as others are.
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`, 's');
const ABOUT = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.*)$`, 's');

/**
 * Reads an exposition more strictly than a scraper: each family's HELP and TYPE stand once and before its samples, families
 * are in one piece, no sample comes twice, histograms are whole and cumulative, counters are not negative.
 *
 * @throws Error that says what is wrong.
 */
export function readExposition(text: string, form: Form): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const lines = text.slice(0, -1).split('\n');
  if (form === 'openMetrics' && lines.pop() !== '# EOF') throw new Error('There is no # EOF at the end.');
  const families = new Families(form);
  for (const line of lines) {
    const [, about, name = '', words = ''] = ABOUT.exec(line) ?? [];
    if (about === undefined) families.addSample(readSample(line), line);
    else if (about === 'HELP') families.begin(name, words);
    else families.describe(name, about === 'TYPE' ? { type: words } : { unit: words });
  }
  for (const family of families.all.values()) checkFamily(family);
  return families.all;
}

type Form = 'text' | 'openMetrics';

type OpenFamily = Family & { readonly samples: Sample[] };

class Families {
  readonly all = new Map<string, OpenFamily>();
  readonly #seen = new Set<string>();
  readonly #form: Form;
  #current: OpenFamily | undefined;

  constructor(form: Form) {
    this.#form = form;
  }

  begin(name: string, help: string): void {
    if (this.all.has(name)) throw new Error(`${name} is there twice.`);
    this.#current = { name, type: '', help, samples: [] };
    this.all.set(name, this.#current);
  }

  describe(name: string, what: { readonly type?: string; readonly unit?: string }): void {
    const current = this.#current;
    if (current?.name !== name || current.samples.length > 0) throw new Error(`Of ${name} is told too late.`);
    if (what.type !== undefined && current.type !== '') throw new Error(`${name} has two types.`);
    this.#current = { ...current, ...what };
    this.all.set(name, this.#current);
  }

  addSample(sample: Sample, line: string): void {
    const current = this.#current;
    const isOwn =
      current && suffixes(current, this.#form).some((end) => sample.name === `${current.name}${end}`);
    if (current === undefined || isOwn !== true) throw new Error(`'${line}' is no sample of its family.`);
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
    if (this.#seen.has(key)) throw new Error(`'${line}' is there twice.`);
    this.#seen.add(key);
    current.samples.push(sample);
  }
}

function suffixes({ type }: Family, form: Form): readonly string[] {
  switch (type) {
    case 'counter':
      return form === 'openMetrics' ? ['_total'] : [''];
    case 'gauge':
      return [''];
    case 'histogram':
      return ['_bucket', '_sum', '_count'];
    default:
      throw new Error(`'${type}' is no type.`);
  }
}

function readSample(line: string): Sample {
  const [, name, labels, value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`'${line}' is no line of an exposition.`);
  const figure = value === '+Inf' ? Infinity : Number(value);
  if (value === '' || Number.isNaN(figure)) throw new Error(`'${value}' is no figure.`);
  return { name, labels: readLabels(labels ?? ''), value: figure };
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const from = LABEL.lastIndex;
    const [, name, value = ''] = LABEL.exec(text) ?? [];
    if (name === undefined) throw new Error(`'${text.slice(from)}' are no labels.`);
    if (name in labels) throw new Error(`The label ${name} is there twice.`);
    labels[name] = value.replaceAll(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign));
  }
  return labels;
}

function checkFamily({ name, type, samples }: Family): void {
  if (samples.length === 0 || type === '') throw new Error(`${name} has no samples or no type.`);
  if (type === 'counter' && samples.some(({ value }) => value < 0)) throw new Error(`${name} counts down.`);
  if (type === 'histogram') checkHistograms(name, samples);
}

function checkHistograms(name: string, samples: readonly Sample[]): void {
  const keyed = samples.map((sample) => {
    const { le = '', ...labels } = sample.labels;
    return { ...sample, le, key: JSON.stringify(Object.entries(labels).toSorted()) };
  });
  for (const [key, own] of Map.groupBy(keyed, ({ key }) => key)) {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ le }) => (le === '+Inf' ? Infinity : Number(le)));
    const counts = buckets.map(({ value }) => value);
    const only = (suffix: string) => own.filter((sample) => sample.name === `${name}_${suffix}`);
    const [count, ...others] = only('count');
    const isRising = (values: readonly number[]) =>
      values.every((value, index) => index === 0 || value >= (values[index - 1] ?? Infinity));
    const isWhole =
      others.length === 0 &&
      only('sum').length === 1 &&
      bounds.at(-1) === Infinity &&
      count?.value === counts.at(-1);
    if (!isWhole || !isRising(counts) || !isRising(bounds) || new Set(bounds).size < bounds.length)
      throw new Error(`The histogram ${name} ${key} is not whole.`);
  }
}
