import { HostStartError } from '../host-start-error.ts';

/** A parsed route such as `jobs/{jobId}/runs/{number:int?}`. */
export interface RouteTemplate {
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly constraints: readonly RegExp[];
      readonly isOptional: boolean;
    }
  | { readonly kind: 'rest'; readonly name: string };

/** ASP.NET's route constraints that are worth having here. */
const CONSTRAINTS: Readonly<Record<string, RegExp>> = {
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  double: /^-?\d+(\.\d+)?$/,
  bool: /^(true|false)$/i,
  alpha: /^[a-z]+$/i,
  guid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

/** @throws HostStartError when the template uses something that this host does not serve. */
export function parseRouteTemplate(template: string): RouteTemplate {
  const texts = template.split('/').filter((text) => text !== '');
  const segments = texts.map((text) => parseSegment(text, template));
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (!isLast && (segment.kind === 'rest' || (segment.kind === 'parameter' && segment.isOptional))) {
      throw new HostStartError(`route "${template}": only the last segment can be optional or take the rest`);
    }
  });
  return { segments };
}

/** Returns the route's parameters (decoded) when the path fits, else undefined. Literals compare ignoring case. */
export function matchRoute(
  { segments }: RouteTemplate,
  path: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const text = path[index];
    if (segment.kind === 'rest') return { ...parameters, [segment.name]: path.slice(index).join('/') };
    if (text === undefined)
      return segment.kind === 'parameter' && segment.isOptional ? parameters : undefined;
    if (!fits(segment, text)) return undefined;
    if (segment.kind === 'parameter') parameters[segment.name] = text;
  }
  return path.length <= segments.length ? parameters : undefined;
}

function parseSegment(text: string, template: string): Segment {
  if (!/[{}]/.test(text)) return { kind: 'literal', text: text.toLowerCase() };
  const match = /^\{(\*{0,2})([A-Za-z_][A-Za-z0-9_]*)((?::[^:{}?]+)*)(\??)\}$/.exec(text);
  if (match === null) throw new HostStartError(`route "${template}": segment "${text}" is not supported`);
  const [, stars = '', name = '', constraints = '', optional = ''] = match;
  if (stars !== '') return { kind: 'rest', name };
  return {
    kind: 'parameter',
    name,
    constraints: constraints
      .split(':')
      .slice(1)
      .map((constraint) => patternOf(constraint, template)),
    isOptional: optional === '?',
  };
}

function patternOf(constraint: string, template: string): RegExp {
  const pattern = CONSTRAINTS[constraint];
  if (pattern === undefined)
    throw new HostStartError(`route "${template}": constraint "${constraint}" is not supported`);
  return pattern;
}

function fits(segment: Exclude<Segment, { kind: 'rest' }>, text: string): boolean {
  if (segment.kind === 'literal') return segment.text === text.toLowerCase();
  return segment.constraints.every((pattern) => pattern.test(text));
}
