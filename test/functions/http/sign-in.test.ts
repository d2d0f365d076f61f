import { expect, test } from 'vitest';
import { signInOperations, type SignInOffer } from '../../../functions/http/sign-in.ts';
import { registerOperations } from '../../../functions/http/api/register-operations.ts';
import { OPEN_GATE } from '../../support/open-gate.ts';
import { RecordingRegistry } from '../../support/recording-registry.ts';

const PAGE = {
  ...{ tenantId: 'a-tenant', clientId: 'a-page', scope: 'api://an-api/.default' },
  authority: 'https://login.example/a-tenant',
};

async function offered(signIn: SignInOffer): Promise<unknown> {
  const app = new RecordingRegistry();
  registerOperations(app, signInOperations({ signIn }), OPEN_GATE);
  return (await app.call('readSignIn')).json;
}

test('where nobody says who they are there is nothing to sign in to', async () => {
  expect(await offered({ mode: 'open' })).toEqual({ mode: 'open', methods: [] });
});

test('without a registration of the page people bring a token', async () => {
  expect(await offered({ mode: 'required' })).toEqual({ mode: 'required', methods: [{ type: 'token' }] });
});

test('with a registration of the page people may also be sent to Entra ID, and nothing else of the settings is told', async () => {
  const settings = { mode: 'required', page: PAGE, allowedClients: ['a-program'] } as const;

  expect(await offered(settings)).toEqual({
    mode: 'required',
    methods: [{ type: 'entra', ...PAGE }, { type: 'token' }],
  });
});
