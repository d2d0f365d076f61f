import { z } from 'zod';
import { CommandFailed } from '../command/failures.ts';
import type { FoundDocument } from './read-documents.ts';

export const API_VERSION = 'evenkeel/v1';

/** What `apply` takes. */
const KINDS = [
  ...(['Job', 'Model', 'Calendar', 'AlertRule'] as const),
  ...(['Fleet', 'JobTemplate', 'EdgeSite', 'Edge'] as const),
] as const;
export type DocumentKind = (typeof KINDS)[number];

const name = z.string('is missing').min(1, 'must not be empty');

const common = { description: z.string().exactOptional(), tags: z.array(z.string()).exactOptional() };

const ofStream = z.strictObject({ name, valueStream: name, ...common });
const ofAll = z.strictObject({ name, description: z.string().exactOptional() });
const apiVersion = z.literal(API_VERSION, `must be ${API_VERSION}`);
const ofTemplate = z.strictObject({ name, description: z.string().exactOptional() });
const ofSite = z.strictObject({
  ...{ name, valueStream: name.exactOptional(), description: z.string().exactOptional() },
});
const ofEdge = z.strictObject({ name, site: name });
const ofFleet = z.strictObject({ name, valueStream: name, description: z.string().exactOptional() });
const spec = z.record(z.string(), z.unknown());

const COMMON = [
  ['valueStream', 'valueStream'],
  ['description', 'description'],
  ['tags', 'tags'],
] as const;

/** What stands in `metadata` has no second place. */
function specOf(id: string, others: readonly (readonly [field: string, place: string])[] = COMMON) {
  return spec.superRefine((fields, context) => {
    for (const [field, place] of [[id, 'name'], ...others] as const) {
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
    z.strictObject({ apiVersion, kind: z.literal('Fleet'), metadata: ofFleet, spec: specOf('fleetId') }),
    z.strictObject({
      apiVersion,
      kind: z.literal('JobTemplate'),
      metadata: ofTemplate,
      spec: z.strictObject({ defaults: spec }),
    }),
    z.strictObject({
      apiVersion,
      kind: z.literal('EdgeSite'),
      metadata: ofSite,
      spec: specOf('site', [
        ['valueStream', 'valueStream'],
        ['title', 'description'],
      ]).prefault({}),
    }),
    z.strictObject({ apiVersion, kind: z.literal('Edge'), metadata: ofEdge, spec: specOf('edge', []) }),
  ],
  { error: ({ input }) => kindFault(input) },
);

export type AppliedDocument = z.output<typeof document> & {
  /** Where it was found, for messages. */
  readonly source: string;
};

export type JobDocument = Extract<AppliedDocument, { readonly kind: 'Job' }>;
export type FleetDocument = Extract<AppliedDocument, { readonly kind: 'Fleet' }>;
export type TemplateDocument = Extract<AppliedDocument, { readonly kind: 'JobTemplate' }>;
export type EdgeSiteDocument = Extract<AppliedDocument, { readonly kind: 'EdgeSite' }>;
export type EdgeDocument = Extract<AppliedDocument, { readonly kind: 'Edge' }>;
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
    const id = `${parsed.data.kind} ${nameOf(parsed.data)}`;
    const earlier = places.get(id);
    if (earlier !== undefined) faults.push(`${source} /metadata/name: ${id} stands in ${earlier} already`);
    places.set(id, source);
    documents.push({ ...parsed.data, source });
  }
  if (faults.length > 0) throw new CommandFailed(['The documents have faults.', ...faults].join('\n  '));
  return documents;
}

/** What a document is called among those of its kind: edges of two sites may have the same name. */
export function nameOf({ kind, metadata }: z.output<typeof document>): string {
  return kind === 'Edge' ? `${metadata.site}/${metadata.name}` : metadata.name;
}

function faultsOf(issue: z.core.$ZodIssue): readonly string[] {
  const pointer = issue.path.map((part) => `/${String(part)}`).join('');
  if (issue.code !== 'unrecognized_keys') return [`${pointer}: ${issue.message}`];
  return issue.keys.map((key) => `${pointer}/${key}: is not a known field`);
}

function kindFault(input: unknown): string {
  const kind = z.object({ kind: z.string() }).safeParse(input).data?.kind;
  const known = KINDS.join(', ');
  return kind === undefined
    ? `must be a document with a kind: ${known}`
    : `'${kind}' is no kind: there are ${known}`;
}
