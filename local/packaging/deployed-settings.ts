import { readFileSync } from 'node:fs';
import { z } from 'zod';

const exampleSchema = z.object({ Values: z.record(z.string(), z.string()) });

/** In place of keys and connection strings, which a deployed app has none of. */
const WITH_AN_IDENTITY: Readonly<Record<string, string>> = {
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000001',
  COSMOS__accountEndpoint: 'https://evenkeel.invalid/',
  COSMOS__accountKey: '',
  SERVICE_BUS: '',
  SERVICE_BUS__fullyQualifiedNamespace: 'evenkeel.invalid',
  STORAGE: '',
  STORAGE__blobServiceUri: 'https://blobs.invalid/',
  EVENKEEL_AUTH: 'required',
  AUTH__tenantId: '00000000-0000-0000-0000-000000000002',
  AUTH__clientId: '00000000-0000-0000-0000-000000000003',
};

/**
 * Settings as an app on Azure has them: those of local.settings.example.json, with an identity. No service is behind
 * them: an app that is loaded with them must ask none.
 */
export function deployedSettings(): Readonly<Record<string, string>> {
  const file = new URL('../../local.settings.example.json', import.meta.url);
  const { Values } = exampleSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...Values, ...WITH_AN_IDENTITY };
}
