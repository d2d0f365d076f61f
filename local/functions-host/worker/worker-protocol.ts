import { z } from 'zod';

/**
 * The objects that pass between a host and `@azure/functions`: the messages of the platform's worker, as plain objects.
 * Source: `types-core/index.d.ts` of Azure/azure-functions-nodejs-worker.
 */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpRequestData;
  readonly collectionString?: { readonly string: readonly string[] };
  readonly collectionSint64?: { readonly sint64: readonly number[] };
}

export interface HttpRequestData {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array };
}

export interface InputBinding {
  readonly name: string;
  readonly data: TypedData | undefined;
}

export type FunctionCallback = (...inputs: unknown[]) => unknown;
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** How an invocation looks to the SDK; it reads `state` late, so the host changes it in place. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: {
    readonly invocationId: string;
    readonly functionId: string;
    readonly inputData: readonly InputBinding[];
    readonly triggerMetadata?: Readonly<Record<string, TypedData>>;
    /** The host's own span of the invocation. */
    readonly traceContext: RpcTraceContext;
  };
  readonly metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: string, category: string, message: string): void;
}

export interface RpcTraceContext {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<unknown>;
}

/** What `@azure/functions` gives the host when it is loaded. */
export interface ProgrammingModel {
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export const functionCallbackSchema = z.custom<FunctionCallback>((value) => typeof value === 'function');
export const hookCallbackSchema = z.custom<HookCallback>((value) => typeof value === 'function');
export const programmingModelSchema = z.custom<ProgrammingModel>(
  (value) => hasMethod(value, 'getInvocationModel') && hasMethod(value, 'getCapabilities'),
);

const bindingSchema = z.looseObject({
  type: z.string(),
  direction: z.enum(['in', 'out', 'inout']),
  properties: z.record(z.string(), z.string()).optional(),
});
export const functionMetadataSchema = z.looseObject({
  name: z.string().min(1),
  bindings: z.record(z.string(), bindingSchema),
  retryOptions: z.unknown().optional(),
});

export type Binding = z.infer<typeof bindingSchema>;
export type FunctionMetadata = z.infer<typeof functionMetadataSchema>;

const typedDataSchema = z.object({
  string: z.string().optional(),
  json: z.string().optional(),
  bytes: z.instanceof(Uint8Array).optional(),
  int: z.number().optional(),
  double: z.number().optional(),
});

const wrapped = <T extends z.ZodType>(value: T) => z.object({ value }).nullish();
const cookieSchema = z.object({
  name: z.string(),
  value: z.string(),
  domain: wrapped(z.string()),
  path: wrapped(z.string()),
  expires: wrapped(z.object({ seconds: z.number() })),
  secure: wrapped(z.boolean()),
  httpOnly: wrapped(z.boolean()),
  sameSite: z.string().nullish(),
  maxAge: wrapped(z.number()),
});
const httpResponseSchema = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.string()).nullish(),
  cookies: z.array(cookieSchema).nullish(),
  body: typedDataSchema.nullish(),
});

export const invocationResponseSchema = z.object({
  returnValue: typedDataSchema.extend({ http: httpResponseSchema.optional() }).nullish(),
});

export type HttpCookie = z.infer<typeof cookieSchema>;
export type HttpResponseData = z.infer<typeof httpResponseSchema>;
export type InvocationResponse = z.infer<typeof invocationResponseSchema>;

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
