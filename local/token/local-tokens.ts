import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { z } from 'zod';

/*
 * Stands in for Entra ID on one machine: a key pair in the data folder, and tokens signed with it that look as the tokens of
 * a tenant do. The app gets the public key by its settings and knows no difference.
 */

const TENANT_ID = '00000000-0000-4000-8000-000000000001';
const CLIENT_ID = '00000000-0000-4000-8000-000000000002';
/** The program that stands for the command line of this folder. */
const CALLING_CLIENT_ID = '00000000-0000-4000-8000-000000000003';
const ISSUER = 'https://localhost/evenkeel';
const ALGORITHM = 'RS256';

const privateKey = z.looseObject({
  ...{ kty: z.literal('RSA'), kid: z.string(), n: z.string(), e: z.string(), d: z.string() },
});

export interface TokenRequest {
  readonly name: string;
  readonly role: 'reader' | 'operator' | 'admin';
  /** Absent: in all value streams. */
  readonly stream?: string | undefined;
  readonly expiresInSeconds: number;
  /** A program's token in place of a person's. */
  readonly isApp?: boolean;
}

export class LocalTokens {
  readonly #key: z.output<typeof privateKey>;

  private constructor(key: z.output<typeof privateKey>) {
    this.#key = key;
  }

  /** With the key pair of a data folder, which is made when there is none. */
  static async open(dataDir: string): Promise<LocalTokens> {
    const folder = join(dataDir, 'auth');
    const file = join(folder, 'private-key.json');
    const known = await readIfThere(file);
    if (known === undefined) await makeKey(folder, file);
    const text = known ?? (await readFile(file, 'utf8'));
    const content: unknown = JSON.parse(text);
    return new LocalTokens(privateKey.parse(content));
  }

  /** What makes the app believe these tokens. */
  get settings(): Readonly<Record<string, string>> {
    const { kty, kid, n, e } = this.#key;
    return {
      EVENKEEL_AUTH: 'required',
      AUTH__tenantId: TENANT_ID,
      AUTH__clientId: CLIENT_ID,
      AUTH__issuer: ISSUER,
      AUTH__jwks: JSON.stringify({ keys: [{ kty, kid, n, e, alg: ALGORITHM, use: 'sig' }] }),
    };
  }

  /** A bearer token; the same name is the same person each time. */
  async issue({ name, role, stream = 'Evenkeel', expiresInSeconds, isApp }: TokenRequest): Promise<string> {
    const id = idOf(name);
    const subject = isApp
      ? { azp: id, idtyp: 'app' }
      : { azp: CALLING_CLIENT_ID, scp: 'access', preferred_username: name };
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      ...{ ver: '2.0', tid: TENANT_ID, oid: id, ...subject },
      roles: [`${stream}.${role.charAt(0).toUpperCase()}${role.slice(1)}`],
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#key.kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(CLIENT_ID)
      .setSubject(id)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + expiresInSeconds)
      .sign(await importJWK(this.#key, ALGORITHM));
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whole or not at all, and the first of two who make one at once: a link takes no name that is taken. */
async function makeKey(folder: string, file: string): Promise<void> {
  const { privateKey: made } = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
  const key = { ...(await exportJWK(made)), kid: randomUUID() };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${key.kid}.tmp`);
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

/** A GUID that follows from a name. */
function idOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
