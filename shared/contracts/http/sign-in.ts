import { z } from 'zod';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

const token = z
  .object({ type: z.literal('token') })
  .describe('A bearer token or an API key that the caller has from elsewhere.')
  .meta({ id: 'TokenSignIn' });

const entra = z
  .object({
    type: z.literal('entra'),
    tenantId: z.string(),
    clientId: z.string().describe('Of the page: a public client, without a secret.'),
    authority: z
      .string()
      .describe(
        'Address of the tenant, without a slash at its end; `/oauth2/v2.0/authorize` and `/oauth2/v2.0/token` are below it.',
      ),
    scope: z.string().describe('What a token for this API is asked for with.'),
  })
  .describe('The authorization code flow of Microsoft Entra ID, with PKCE.')
  .meta({ id: 'EntraSignIn' });

const signIn = z
  .object({
    mode: z
      .enum(['open', 'required'])
      .describe('`open`: nobody says who they are; there is nothing to sign in to.'),
    methods: z.array(z.discriminatedUnion('type', [token, entra])).readonly(),
  })
  .meta({ id: 'SignIn' });

export type SignInView = z.output<typeof signIn>;
export type EntraSignIn = z.output<typeof entra>;

export const readSignInContract = operationContract({
  operationId: 'readSignIn',
  method: 'GET',
  path: '/sign-in',
  tag: 'Access',
  summary: 'How a person can sign in',
  access: { role: 'anyone' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  answers: { 200: { description: 'The ways there are, the best one first.', schema: signIn } },
  example: { status: 200 },
});
