import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { JoseTokenVerifier } from '../../../shared/adapters/jose/jose-token-verifier.ts';
import { readConfig } from '../../../shared/config/config.ts';
import { deployedSettings } from '../../../local/packaging/deployed-settings.ts';
import { LocalTokens } from '../../../local/token/local-tokens.ts';
import { EntraSession } from '../../../web/sign-in/entra-session.ts';
import { startEntra, type Entra } from '../../support/entra/start-entra.ts';

const REDIRECT_URI = 'http://127.0.0.1:7071/sign-in';
const HOUR_MS = 3_600_000;

/** As the session storage of a tab. */
class KeptInMemory {
  readonly texts = new Map<string, string>();

  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    this.texts.set(name, text);
  }

  removeItem(name: string): void {
    this.texts.delete(name);
  }
}

let folder: string;
let tokens: LocalTokens;
let entra: Entra;
let kept: KeptInMemory;
let now: number;
let session: EntraSession;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-session-'));
  tokens = await LocalTokens.open(folder);
  entra = await startEntra(tokens, 'ada');
});

afterAll(async () => {
  await entra.stop();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  kept = new KeptInMemory();
  now = Date.now();
  session = tab();
});

function tab(): EntraSession {
  const at = {
    ...{ tenantId: 'tenant', clientId: 'page', scope: 'api://api/.default' },
    authority: entra.authority,
  };
  return new EntraSession({ at, kept, now: () => now });
}

/** Goes where the page sends somebody, as a browser does, and comes back with the address of the answer. */
async function goTo(address: URL): Promise<URL> {
  const answer = await fetch(address, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

async function signIn(returnTo = '/jobs/churn?state=failed'): Promise<string> {
  return session.finish(await goTo(await session.begin({ redirectUri: REDIRECT_URI, returnTo })));
}

describe('somebody who signs in', () => {
  test('comes back to where they were, with a token that the API takes', async () => {
    expect(await signIn()).toBe('/jobs/churn?state=failed');

    const { access } = readConfig({ ...deployedSettings(), ...tokens.settings });
    if (access.authentication.mode === 'open') throw new Error('tokens are asked for');
    const verifier = new JoseTokenVerifier(access.authentication, { now: () => now });
    expect(await verifier.verify((await session.token()) ?? '')).toMatchObject({ outcome: 'accepted' });
  });

  test('is asked for a code whose answer no server sees, for this API, and with a challenge', async () => {
    const { searchParams } = await session.begin({ redirectUri: REDIRECT_URI, returnTo: '/' });

    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ client_id: 'page', response_type: 'code', response_mode: 'fragment', redirect_uri: REDIRECT_URI },
      ...{ scope: 'api://api/.default offline_access', code_challenge_method: 'S256' },
    });
    expect(searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  });

  test('is signed in still when the page has been loaded anew', async () => {
    await signIn();

    expect(await tab().token()).toBe(await session.token());
  });

  test.each(['https://evil.example/', '//evil.example/x', 'javascript:alert(1)'])(
    'is not sent on to %s',
    async (returnTo) => {
      expect(await signIn(returnTo)).toBe('/');
    },
  );

  test('is told why they are refused', async () => {
    entra.refuseNext({ error: 'access_denied', error_description: 'AADSTS50105: You have no role.' });

    await expect(signIn()).rejects.toThrow('You could not be signed in: AADSTS50105: You have no role.');
    expect(await session.token()).toBeUndefined();
  });
});

describe('an answer', () => {
  test('counts once', async () => {
    const answer = await goTo(await session.begin({ redirectUri: REDIRECT_URI, returnTo: '/' }));
    await session.finish(answer);

    await expect(session.finish(answer)).rejects.toThrow('No sign-in was begun in this tab.');
  });

  test('to another sign-in is none', async () => {
    const foreign = await goTo(await session.begin({ redirectUri: REDIRECT_URI, returnTo: '/' }));
    await session.begin({ redirectUri: REDIRECT_URI, returnTo: '/' });
    const before = entra.asked.length;

    await expect(session.finish(foreign)).rejects.toThrow('This answer is not to the sign-in');
    expect(entra.asked.length).toBe(before);
  });

  test('whose code is used is refused', async () => {
    const answer = await goTo(await session.begin({ redirectUri: REDIRECT_URI, returnTo: '/' }));
    const pending = new Map(kept.texts);
    await session.finish(answer);
    for (const [name, text] of pending) kept.setItem(name, text);

    await expect(session.finish(answer)).rejects.toThrow('The code is used.');
  });
});

describe('a token', () => {
  beforeEach(async () => {
    await signIn();
    now += HOUR_MS - 4 * 60_000;
  });

  test('is renewed before it ends, once for all that ask for it', async () => {
    const before = entra.asked.length;
    const asked = await Promise.all([session.token(), session.token(), session.token()]);

    expect(new Set(asked).size).toBe(1);
    expect(entra.asked.slice(before)).toEqual(['refresh_token']);
  });

  test('is renewed again by what the last renewal has brought', async () => {
    await session.token();
    now += HOUR_MS;

    expect(await session.token()).toBeDefined();
  });

  test('that is not renewed any more ends the sign-in', async () => {
    entra.refuseNext({ error: 'invalid_grant', error_description: 'AADSTS700084: It has ended.' });

    expect(await session.token()).toBeUndefined();
    expect(kept.texts.size).toBe(0);
  });

  test('is used to its end while the service cannot be reached', async () => {
    const at = { ...{ tenantId: 't', clientId: 'page', scope: 's' }, authority: 'http://127.0.0.1:1/tenant' };
    const cutOff = new EntraSession({ at, kept, now: () => now });

    expect(await cutOff.token()).toBeDefined();
    now += 5 * 60_000;
    await expect(cutOff.token()).rejects.toThrow('The sign-in service cannot be reached. Try again.');
    expect(kept.texts.size).toBe(1);
  });

  test('is not kept for somebody who signs out while it is renewed', async () => {
    const renewing = session.token();
    session.end();
    await renewing;

    expect(await session.token()).toBeUndefined();
  });
});

test('what was kept and cannot be read counts as nothing', async () => {
  for (const text of ['', '{', 'null', '{"accessToken":1}', '{"accessToken":"x","expiresAt":"soon"}']) {
    kept.setItem('evenkeel.sign-in', text);
    expect(await session.token()).toBeUndefined();
  }
});
