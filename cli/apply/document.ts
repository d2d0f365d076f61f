import { z } from 'zod';
import { CommandFailed } from '../command/failures.ts';
import type { FoundDocument } from './read-documents.ts';

export const API_VERSION = 'evenkeel/v1';

/** What `apply` takes; edges are refused for now, by name. */
const KINDS = ['Job', 'Model', 'Calendar', 'AlertRule'] as const;
export type DocumentKind = (typeof KINDS)[number];

const name = z.string('is missing').min(1, 'must not be empty');

const common = { description: z.string().exactOptional(), tags: z.array(z.string()).exactOptional() };

const ofStream = z.strictObject({ name, valueStream: name, ...common });
const ofAll = z.strictObject({ name, description: z.string().exactOptional() });
const apiVersion = z.literal(API_VERSION, `must be ${API_VERSION}`);
const spec = z.record(z.string(), z.unknown());

/** What stands in `metadata` has no second place. */
function specOf(id: string) {
  return spec.superRefine((fields, context) => {
    for (const [field, place] of [
      [id, 'name'],
      ['valueStream', 'valueStream'],
      ['description', 'description'],
      ['tags', 'tags'],
    ] as const) {
      if (field in fields)
        context.addIssue({ code: 'custom', path: [field], message: `belongs in /metadata/${place}` });
    }
  });
}

const document = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ apiVersion, kind: z.literal('Job'), metadata: ofStream, spec: specOf('jobId') }),
    z.strictObject({
      apiVersion,
      kind: z.literal('Model'),
      metadata: ofStream,
      spec: z.strictObject({ owner: z.string().exactOptional() }).prefault({}),
    }),
    z.strictObject({
      apiVersion,
      kind: z.literal('Calendar'),
      metadata: ofAll,
      spec: z.strictObject({ dates: z.array(z.string()) }),
    }),
    z.strictObject({
      apiVersion,
      kind: z.literal('AlertRule'),
      metadata: ofStream,
      spec: specOf('ruleId'),
    }),
  ],
  { error: ({ input }) => kindFault(input) },
);

export type AppliedDocument = z.output<typeof document> & {
  /** Where it was found, for messages. */
  readonly source: string;
};

export type JobDocument = Extract<AppliedDocument, { readonly kind: 'Job' }>;
export type AlertRuleDocument = Extract<AppliedDocument, { readonly kind: 'AlertRule' }>;

/** The documents in their form. Throws CommandFailed with every fault of all of them, and of names that come twice. */
export function parseDocuments(found: readonly FoundDocument[]): readonly AppliedDocument[] {
  const faults: string[] = [];
  const documents: AppliedDocument[] = [];
  const places = new Map<string, string>();
  for (const { source, value } of found) {
    const parsed = document.safeParse(value);
    if (!parsed.success) {
      faults.push(
        ...parsed.error.issues.flatMap((issue) => faultsOf(issue).map((fault) => `${source} ${fault}`)),
      );
      continue;
    }
    const id = `${parsed.data.kind} ${parsed.data.metadata.name}`;
    const earlier = places.get(id);
    if (earlier !== undefined) faults.push(`${source} /metadata/name: ${id} stands in ${earlier} already`);
    places.set(id, source);
    documents.push({ ...parsed.data, source });
  }
  if (faults.length > 0) throw new CommandFailed(['The documents have faults.', ...faults].join('\n  '));
  return documents;
}

function faultsOf(issue: z.core.$ZodIssue): readonly string[] {
  const pointer = issue.path.map((part) => `/${String(part)}`).join('');
  if (issue.code !== 'unrecognized_keys') return [`${pointer}: ${issue.message}`];
  return issue.keys.map((key) => `${pointer}/${key}: is not a known field`);
}

function kindFault(input: unknown): string {
  const kind = z.object({ kind: z.string() }).safeParse(input).data?.kind;
  if (kind === 'Edge') return 'edges cannot be applied yet: the server does not know them';
  const known = KINDS.join(', ');
  return kind === undefined
    ? `must be a document with a kind: ${known}`
    : `'${kind}' is no kind: there are ${known}`;
}
