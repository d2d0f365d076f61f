import type { AnswerContract, AnyOperationContract } from '../operation.ts';
import { problemView, type ProblemType } from '../problem.ts';
import { PROBLEM_STATUS } from '../problem-status.ts';
import type { Content, HeaderObject, Reference, ResponseObject } from './open-api.ts';
import { problemsOf } from './problems-of.ts';
import type { SchemaCollection } from './schema-collection.ts';

/** What the headers of answers mean. */
export const ANSWER_HEADERS = {
  ETag: { description: 'The version that was answered, for If-Match.', schema: { type: 'string' } },
  Location: { description: 'Where what was made or begun can be read.', schema: { type: 'string' } },
  Link: { description: 'What belongs to the answer (RFC 8288).', schema: { type: 'string' } },
  'Retry-After': {
    description: 'After how many seconds to ask again.',
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': { description: 'How to say who you are.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: '`true`: the answer is the one that the first request under this Idempotency-Key had.',
    schema: { type: 'string', const: 'true' },
  },
} as const satisfies Readonly<Record<string, HeaderObject>>;

type HeaderName = keyof typeof ANSWER_HEADERS;

const HEADER_NAMES = { etag: 'ETag', location: 'Location', link: 'Link' } as const;

/** What is meant by each problem. */
const PROBLEM_DESCRIPTIONS: Readonly<Record<ProblemType, string>> = {
  'invalid-input': 'The request has faults; every one of them is listed.',
  unauthenticated: 'The caller has not said who they are, or it cannot be believed.',
  forbidden: 'The caller lacks the role that this needs.',
  'not-found': 'There is no such thing, or it is in a value stream that the caller may not see.',
  'method-not-allowed': 'The path does not take this method.',
  gone: 'What was asked for was there once, and is not any more.',
  'already-exists': 'There is another thing under this name.',
  conflict: 'It is in no state for this, or was changed by someone else meanwhile.',
  'in-use': 'It is used elsewhere.',
  'request-in-progress': 'The same request is being worked at.',
  'precondition-failed': 'It is not at the version that was named.',
  'payload-too-large': 'The body is too long.',
  'unsupported-media-type': 'The body is of another type.',
  'idempotency-key-reused': 'The Idempotency-Key came with another request before.',
  'precondition-required': 'The version to change has to be named as If-Match.',
  'rate-limited': 'The caller has sent as many requests as they may for now.',
  'internal-error': 'A fault of the app.',
  unavailable: 'A service that is needed did not answer.',
  'timed-out': 'It took too long; it may have been done or not.',
};

const PROBLEM_HEADERS: Partial<Readonly<Record<ProblemType, HeaderName>>> = {
  unauthenticated: 'WWW-Authenticate',
  'rate-limited': 'Retry-After',
  unavailable: 'Retry-After',
  'request-in-progress': 'Retry-After',
};

/** Every answer of an operation by its status: its own, and its problems. */
export function answersOf(
  contract: AnyOperationContract,
  schemas: SchemaCollection,
): Readonly<Record<string, ResponseObject | Reference>> {
  const problems = problemsOf(contract);
  const statuses = new Set(problems.map((type) => PROBLEM_STATUS[type]));
  const answers = new Map<number, ResponseObject | Reference>();
  for (const status of statuses) {
    const types = problems.filter((type) => PROBLEM_STATUS[type] === status);
    answers.set(status, { $ref: `#/components/responses/${responseNameOf(types)}` });
  }
  const isReplayed = contract.idempotency === 'stored';
  for (const [status, answer] of Object.entries(contract.answers)) {
    const own = ownAnswer(answer, { schemas, isReplayed });
    const types = problems.filter((type) => PROBLEM_STATUS[type] === Number(status));
    answers.set(Number(status), types.length === 0 ? own : withProblems(own, types, schemas));
  }
  return Object.fromEntries([...answers].map(([status, answer]) => [String(status), answer]));
}

/** The answers with problems that operations share, each problem, and each set of them that comes with one status. */
export function problemResponses(
  contracts: readonly AnyOperationContract[],
  schemas: SchemaCollection,
): Readonly<Record<string, ResponseObject>> {
  const responses = new Map<string, ResponseObject>();
  for (const problems of contracts.map(problemsOf)) {
    for (const status of new Set(problems.map((type) => PROBLEM_STATUS[type]))) {
      const types = problems.filter((type) => PROBLEM_STATUS[type] === status);
      responses.set(responseNameOf(types), problemResponse(types, schemas));
    }
  }
  return Object.fromEntries([...responses].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function problemResponse(types: readonly ProblemType[], schemas: SchemaCollection): ResponseObject {
  const headers = types.flatMap((type) => PROBLEM_HEADERS[type] ?? []);
  return {
    description: types.map((type) => `\`${type}\`: ${PROBLEM_DESCRIPTIONS[type]}`).join(' '),
    ...(headers.length === 0 ? {} : { headers: headersOf(headers) }),
    content: problemContent(types, schemas),
  };
}

function problemContent(types: readonly ProblemType[], schemas: SchemaCollection): Content {
  const urns = types.map((type) => `urn:evenkeel:problem:${type}`);
  const narrowed = { properties: { type: { enum: urns } } };
  return {
    'application/problem+json': { schema: { ...schemas.schemaOf(problemView, 'output'), ...narrowed } },
  };
}

function ownAnswer(
  { description, schema, contentTypes = ['application/json'], headers = [] }: AnswerContract,
  { schemas, isReplayed }: { readonly schemas: SchemaCollection; readonly isReplayed: boolean },
): ResponseObject {
  const names: readonly HeaderName[] = [
    ...headers.map((header) => HEADER_NAMES[header]),
    ...(isReplayed ? (['Idempotency-Replayed'] as const) : []),
  ];
  const json = schema === undefined ? undefined : schemas.schemaOf(schema, 'output');
  return {
    description,
    ...(names.length === 0 ? {} : { headers: headersOf(names) }),
    ...(json === undefined
      ? {}
      : {
          content: Object.fromEntries(
            contentTypes.map((type) => [type, { schema: isJson(type) ? json : { type: 'string' } }]),
          ),
        }),
  };
}

/** An answer of its own may come with a status that problems have too. */
function withProblems(
  own: ResponseObject,
  types: readonly ProblemType[],
  schemas: SchemaCollection,
): ResponseObject {
  const problem = problemResponse(types, schemas);
  return {
    description: `${own.description} Or a problem: ${problem.description}`,
    headers: { ...own.headers, ...problem.headers },
    content: { ...own.content, ...problem.content },
  };
}

function headersOf(names: readonly HeaderName[]): Readonly<Record<string, Reference>> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function isJson(contentType: string): boolean {
  return /[/+]json$/.test(contentType);
}

/** As in `Conflict` or `AlreadyExistsOrConflict`. */
function responseNameOf(types: readonly ProblemType[]): string {
  return types
    .map((type) => type.replaceAll(/(?:^|-)(\w)/g, (_all, first: string) => first.toUpperCase()))
    .join('Or');
}
