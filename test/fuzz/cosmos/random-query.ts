import type { JsonValue } from '../../../local/cosmos/json.ts';
import type { FromItem, QueryModel, Term } from './query-model.ts';
import { randomValue } from './random-document.ts';
import type { SeededRandom } from './seeded-random.ts';

const FUNCTIONS: readonly [
  readonly [name: string, least: number, most: number],
  ...(readonly [string, number, number])[],
] = [
  ['IS_DEFINED', 1, 1],
  ['IS_NULL', 1, 1],
  ['IS_STRING', 1, 1],
  ['IS_NUMBER', 1, 1],
  ['IS_BOOL', 1, 1],
  ['IS_ARRAY', 1, 1],
  ['IS_OBJECT', 1, 1],
  ['IS_PRIMITIVE', 1, 1],
  ['LOWER', 1, 1],
  ['LENGTH', 1, 1],
  ['ABS', 1, 1],
  ['FLOOR', 1, 1],
  ['ARRAY_LENGTH', 1, 1],
  ['STARTSWITH', 2, 3],
  ['ENDSWITH', 2, 2],
  ['CONTAINS', 2, 3],
  ['CONCAT', 2, 3],
  ['ARRAY_CONTAINS', 2, 3],
  ['ARRAY_SLICE', 2, 3],
  ['INDEX_OF', 2, 2],
];
const TESTS: readonly [string, ...string[]] = [
  'IS_DEFINED',
  'IS_NULL',
  'IS_STRING',
  'IS_NUMBER',
  'IS_ARRAY',
  'IS_OBJECT',
];
const COMPARISONS: readonly [string, ...string[]] = ['=', '!=', '<', '<=', '>', '>='];
const OPERATORS: readonly [string, ...string[]] = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '||',
  '??',
  '=',
  '<',
  'AND',
  'OR',
];
const AGGREGATES: readonly [string, ...string[]] = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'];
const PATTERNS: readonly [string, ...string[]] = ['a%', '%b', '_', '%a_%', '', '%', 'ab', 'A%b', '%.%'];
const SCALAR_PATHS: readonly [string, ...string[]] = ['a', 'b', 'n', 's'];

/** Makes queries over documents like those of random-document.ts. */
export class QueryGenerator {
  readonly #random: SeededRandom;
  #parameters = 0;
  #aliases = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  query(): QueryModel {
    this.#parameters = 0;
    this.#aliases = 0;
    const from = this.#from();
    const names = from.map(({ alias }) => alias);
    const where = this.#random.chance(0.75) ? this.#where(names) : undefined;
    if (this.#random.chance(0.25)) return this.#grouped(from, where);
    const isCut = this.#random.chance(0.25);
    return {
      ...PLAIN,
      distinct: this.#random.chance(0.15),
      top: !isCut && this.#random.chance(0.15) ? this.#random.below(6) : undefined,
      select: this.#select(names),
      from,
      where,
      orderBy: this.#orderBy(),
      ...(isCut ? { offset: this.#random.below(5), limit: this.#random.below(8) } : {}),
    };
  }

  #from(): readonly FromItem[] {
    const items: FromItem[] = [{ alias: 'c', elementsOf: undefined }];
    while (items.length < 3 && this.#random.chance(0.2)) {
      const outer = items.map(({ alias }) => alias);
      const elementsOf = this.#random.chance(0.7) ? this.#arrayPath(outer) : this.#subquery(outer, 1);
      items.push({ alias: this.#alias(), elementsOf, iteratesRows: this.#random.chance(0.5) });
    }
    return items;
  }

  #alias(): string {
    this.#aliases += 1;
    return `t${this.#aliases}`;
  }

  #grouped(from: readonly FromItem[], where: Term | undefined): QueryModel {
    const names = from.map(({ alias }) => alias);
    const groupBy = this.#random.list(0, 2, () => this.#path(names));
    const items: [string, Term][] = groupBy.map((key, index) => [`k${index}`, key]);
    items.push(
      ...this.#random
        .list(1, 2, () => this.#aggregate(names))
        .map((term, index): [string, Term] => [`v${index}`, term]),
    );
    const [first] = items;
    const isValue = groupBy.length === 0 && first !== undefined && this.#random.chance(0.5);
    return {
      ...PLAIN,
      from,
      where,
      groupBy,
      distinct: this.#random.chance(0.1),
      select: isValue ? { as: 'value', term: first[1] } : { as: 'list', items },
    };
  }

  #aggregate(names: readonly string[]): Term {
    const name = this.#random.pick(AGGREGATES);
    return {
      is: 'aggregate',
      name,
      of: this.#random.chance(0.7) ? this.#path(names) : this.#value(names, 1),
    };
  }

  #orderBy(): QueryModel['orderBy'] {
    if (this.#random.chance(0.5)) return [];
    return this.#random.list(1, 2, () => ({
      path: [this.#random.pick(SCALAR_PATHS)],
      descending: this.#random.chance(0.4),
    }));
  }

  #select(names: readonly string[]): QueryModel['select'] {
    if (names.length === 1 && this.#random.chance(0.2)) return { as: 'star' };
    if (this.#random.chance(0.5)) return { as: 'value', term: this.#value(names, 2) };
    const terms = this.#random.list(1, 3, () => this.#value(names, 2));
    return { as: 'list', items: terms.map((term, index) => [`p${index}`, term]) };
  }

  /** Often the kind of condition an index serves, alone or among others. */
  #where(names: readonly string[]): Term {
    const conditions = this.#random.list(1, this.#random.chance(0.6) ? 1 : 3, () =>
      this.#random.chance(0.6) ? this.#indexable() : this.#condition(names, 2),
    );
    return conditions.reduce((left, right) => ({ is: 'operator', operator: 'AND', left, right }));
  }

  #indexable(): Term {
    const value: Term = { is: 'path', of: 'c', steps: [this.#random.pick(SCALAR_PATHS)] };
    const choice = this.#random.below(4);
    if (choice === 0) {
      return {
        is: 'in',
        negated: this.#random.chance(0.1),
        value,
        options: this.#random.list(1, 3, () => this.#constant()),
      };
    }
    if (choice === 1) return { is: 'between', value, low: this.#constant(), high: this.#constant() };
    const operator = this.#random.pick(COMPARISONS);
    return this.#random.chance(0.8)
      ? { is: 'operator', operator, left: value, right: this.#constant() }
      : { is: 'operator', operator, left: this.#constant(), right: value };
  }

  #condition(names: readonly string[], depth: number): Term {
    const inner = (): Term => this.#condition(names, depth - 1);
    const choice = this.#random.below(depth <= 0 ? 3 : 8);
    switch (choice) {
      case 0:
        return { is: 'function', name: this.#random.pick(TESTS), given: [this.#path(names)] };
      case 1:
        return { is: 'like', value: this.#path(names), pattern: this.#random.pick(PATTERNS) };
      case 2:
        return this.#path(names);
      case 3:
        return { is: 'not', inner: inner() };
      case 4:
        return { is: 'operator', operator: this.#random.pick(['AND', 'OR']), left: inner(), right: inner() };
      case 5:
        return { is: 'exists', query: this.#subquery(names, depth - 1) };
      default:
        return {
          is: 'operator',
          operator: this.#random.pick(COMPARISONS),
          left: this.#value(names, depth - 1),
          right: this.#value(names, depth - 1),
        };
    }
  }

  #value(names: readonly string[], depth: number): Term {
    const inner = (): Term => this.#value(names, depth - 1);
    const choice = this.#random.below(depth <= 0 ? 3 : 12);
    switch (choice) {
      case 0:
        return this.#constant();
      case 3:
        return { is: 'operator', operator: this.#random.pick(OPERATORS), left: inner(), right: inner() };
      case 4:
        return { is: 'choice', test: this.#condition(names, depth - 1), then: inner(), otherwise: inner() };
      case 5:
      case 6: {
        const [name, least, most] = this.#random.pick(FUNCTIONS);
        return { is: 'function', name, given: this.#random.list(least, most, inner) };
      }
      case 7:
        return { is: 'list', items: this.#random.list(0, 3, inner) };
      case 8:
        return {
          is: 'record',
          entries: this.#random.list(0, 2, inner).map((term, index) => [`r${index}`, term]),
        };
      case 9:
        return { is: 'minus', inner: inner() };
      case 10:
        return this.#random.chance(0.5)
          ? { is: 'array', query: this.#subquery(names, depth - 1) }
          : { is: 'scalar', query: this.#counting(names, depth - 1) };
      default:
        return this.#path(names);
    }
  }

  #subquery(outer: readonly string[], depth: number): QueryModel {
    const alias = this.#alias();
    const names = [...outer, alias];
    return {
      ...PLAIN,
      distinct: this.#random.chance(0.15),
      top: this.#random.chance(0.15) ? this.#random.below(3) : undefined,
      from: [{ alias, elementsOf: this.#arrayPath(outer) }],
      where: this.#random.chance(0.6) ? this.#condition(names, depth) : undefined,
      select: { as: 'value', term: this.#value(names, depth) },
    };
  }

  #counting(outer: readonly string[], depth: number): QueryModel {
    const query = this.#subquery(outer, depth);
    const term = this.#aggregate([...outer, ...query.from.map(({ alias }) => alias)]);
    return { ...query, distinct: false, top: undefined, select: { as: 'value', term } };
  }

  #arrayPath(names: readonly string[]): Term {
    return {
      is: 'path',
      of: this.#anyOf(names),
      steps: this.#random.pick([['l'], ['l'], ['o', 'l'], ['a']]),
    };
  }

  #path(names: readonly string[]): Term {
    const steps = this.#random.pick([
      ['a'],
      ['b'],
      ['n'],
      ['s'],
      ['o'],
      ['o', 'x'],
      ['l'],
      ['l', 0],
      ['k'],
      ['zz'],
      [],
    ]);
    return { is: 'path', of: this.#anyOf(names), steps };
  }

  #anyOf(names: readonly string[]): string {
    return names[this.#random.below(names.length)] ?? 'c';
  }

  #constant(): Term {
    if (this.#random.chance(0.03)) return { is: 'constant', value: undefined };
    const value: JsonValue = randomValue(this.#random, this.#random.chance(0.15) ? 1 : 0);
    if (this.#random.chance(0.6)) return { is: 'constant', value };
    this.#parameters += 1;
    return { is: 'constant', value, asParameter: `@p${this.#parameters}` };
  }
}

const PLAIN: QueryModel = {
  distinct: false,
  top: undefined,
  select: { as: 'star' },
  from: [],
  where: undefined,
  groupBy: [],
  orderBy: [],
  offset: undefined,
  limit: undefined,
};
