/** What an expression gives, as far as can be told without Azure; `any` where it cannot. */
export type Kind = 'string' | 'int' | 'bool' | 'array' | 'object' | 'null' | 'any';

/** How many arguments a function takes, and what it gives. */
export interface FunctionShape {
  readonly least: number;
  readonly most: number;
  readonly gives: Kind;
}

const MANY = Number.POSITIVE_INFINITY;

const shapes = (gives: Kind, arity: readonly [number, number], names: string): [string, FunctionShape][] =>
  names.split(' ').map((name) => [name, { least: arity[0], most: arity[1], gives }]);

/** The functions of Bicep (namespaces `sys` and `az`) that a template of this project may call. */
export const FUNCTIONS: ReadonlyMap<string, FunctionShape> = new Map([
  ...shapes('any', [0, 0], 'deployer'),
  ...shapes('object', [0, 0], 'deployment environment tenant'),
  ...shapes('object', [0, 1], 'subscription managementGroup'),
  ...shapes('object', [0, 2], 'resourceGroup'),
  ...shapes('string', [0, 1], 'utcNow newGuid'),
  ...shapes('string', [1, 1], 'string toLower toUpper trim uriComponent uriComponentToString base64'),
  ...shapes('string', [1, 1], 'base64ToString dataUri dataUriToString nameof loadFileAsBase64'),
  ...shapes('int', [1, 1], 'int length dateTimeToEpoch'),
  ...shapes('bool', [1, 1], 'bool empty'),
  ...shapes('array', [1, 1], 'array items objectKeys flatten'),
  ...shapes('any', [1, 1], 'any fail first last json base64ToJson'),
  ...shapes('object', [1, 1], 'parseCidr shallowMerge'),
  ...shapes('string', [1, 2], 'loadTextContent readEnvironmentVariable dateTimeFromEpoch'),
  ...shapes('any', [1, 3], 'loadJsonContent loadYamlContent'),
  ...shapes('array', [2, 2], 'filter map range split sort'),
  ...shapes('bool', [2, 2], 'contains endsWith startsWith'),
  ...shapes('int', [2, 2], 'indexOf lastIndexOf'),
  ...shapes('string', [2, 2], 'join uri cidrHost'),
  ...shapes('any', [2, 2], 'skip take'),
  ...shapes('object', [2, 2], 'mapValues groupBy'),
  ...shapes('object', [2, 3], 'toObject'),
  ...shapes('string', [2, 3], 'substring padLeft dateTimeAdd'),
  ...shapes('string', [3, 3], 'replace cidrSubnet'),
  ...shapes('any', [3, 3], 'reduce'),
  ...shapes('int', [1, MANY], 'max min'),
  ...shapes('array', [1, MANY], 'concat'),
  ...shapes('string', [1, MANY], 'format guid uniqueString'),
  ...shapes('any', [2, MANY], 'union intersection'),
  ...shapes('string', [2, MANY], 'resourceId subscriptionResourceId tenantResourceId'),
  ...shapes('string', [3, MANY], 'extensionResourceId'),
]);

export const DECORATORS = [
  ...['allowed', 'batchSize', 'description', 'discriminator', 'export', 'maxLength', 'maxValue'],
  ...['metadata', 'minLength', 'minValue', 'sealed', 'secure'],
];

/** The namespaces whose functions can be told apart by them. */
export const NAMESPACES = ['az', 'sys'];

/** Of these the result depends on a file, whose path is the first argument. */
export const LOADING = ['loadFileAsBase64', 'loadJsonContent', 'loadTextContent', 'loadYamlContent'];
