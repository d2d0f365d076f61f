import { unsupported } from '../cosmos-error.ts';
import { isJsonArray } from '../json.ts';
import { ExpressionCompiler, type CompileContext, type Names } from './compile-expression.ts';
import type { ExpandSource } from './compiled-select.ts';
import type { Expression, Source } from './query.ts';

interface CompiledSources {
  readonly sources: readonly ExpandSource[];
  readonly names: Names;
  /** The name of the document itself; undefined where FROM goes inside it. */
  readonly documentAlias: string | undefined;
}

/**
 * Compiles FROM and JOIN. A whole query (no `outer` names) starts with the document as its first variable, under
 * the name that FROM gives it; a subquery starts with what is around it.
 */
export function compileSources(
  sources: readonly Source[],
  context: CompileContext,
  outer?: Names,
): CompiledSources {
  const [first, ...joins] = sources;
  if (outer !== undefined || first === undefined) return compileEach(sources, context, outer ?? new Map());
  if (first.kind === 'value' && first.path.kind === 'variable') {
    const { alias } = first;
    return { ...compileEach(joins, context, new Map([[alias, 0]])), documentAlias: alias };
  }
  if ('query' in first) throw unsupported('FROM (SELECT …) outside a subquery');
  // Inside the document: the container's name serves the first path only.
  const head = compileEach([first], context, new Map([[baseOf(first.path), 0]]));
  const names = new Map([...head.names].filter(([name]) => name === first.alias));
  const tail = compileEach(joins, context, names);
  return { ...tail, sources: [...head.sources, ...tail.sources] };
}

function compileEach(sources: readonly Source[], context: CompileContext, outer: Names): CompiledSources {
  let names: Names = outer;
  // Names can be hidden by others of the same spelling: the next slot is after the highest, not the count.
  let width = Math.max(-1, ...outer.values()) + 1;
  const compiled: ExpandSource[] = [];
  for (const source of sources) {
    compiled.push(compileSource(source, context, names));
    names = new Map([...names, [source.alias ?? `#${width}`, width]]);
    width += 1;
  }
  return { sources: compiled, names, documentAlias: undefined };
}

function compileSource(source: Source, context: CompileContext, names: Names): ExpandSource {
  if ('query' in source) {
    const rows = context.compileSubquery(source.query, names, false);
    return source.kind === 'rows'
      ? rows
      : (scope) => rows(scope).flatMap((row) => (isJsonArray(row) ? row : []));
  }
  const evaluate = new ExpressionCompiler(context, names).compile(source.path);
  if (source.kind === 'elements') {
    return (scope) => {
      const value = evaluate(scope);
      return isJsonArray(value) ? value : [];
    };
  }
  return (scope) => {
    const value = evaluate(scope);
    return value === undefined ? [] : [value];
  };
}

function baseOf(path: Expression): string {
  if (path.kind === 'property' || path.kind === 'element') return baseOf(path.target);
  return path.kind === 'variable' ? path.name : '';
}
