import { join } from 'node:path';
import { loadBicepParser, type BicepFile } from '../../../infra/check/parse-bicep.ts';
import { deployOnPaper, deployTemplate, type Paper, type PaperResource } from './deploy-on-paper.ts';
import { asMap, asText, valueAt, type Value, type ValueMap } from './values.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const API_CLIENT_ID = '44444444-4444-4444-8444-444444444444';
export const DEPLOYER = '55555555-5555-4555-8555-555555555555';
export const DATA_PROVIDERS = '66666666-6666-4666-8666-666666666666';

export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;

const parse = await loadBicepParser();
const parsed = new Map<string, BicepFile>();

const paper: Paper = {
  // Each of them is deployed many times.
  parse: (path, text) => {
    const file = parsed.get(path) ?? parse(path, text);
    parsed.set(path, file);
    return file;
  },
  folder: join(import.meta.dirname, '../../../infra'),
  environment: {
    AZURE_ENV_NAME: 'mine',
    AZURE_LOCATION: 'westeurope',
    EVENKEEL_AUTH_CLIENT_ID: API_CLIENT_ID,
    EVENKEEL_ALERT_EMAILS: 'first@example.com,second@example.com',
    EVENKEEL_DEPLOYER_PRINCIPAL_ID: DEPLOYER,
    EVENKEEL_DATA_PROVIDER_GROUP_ID: DATA_PROVIDERS,
    EVENKEEL_MONTHLY_BUDGET: '500',
    EVENKEEL_BUDGET_START_DATE: '2026-12-01',
  },
};

const deployed = new Map<string, readonly PaperResource[]>();

/** What the parameters file of an environment makes. */
export function resourcesOf(environment: (typeof ENVIRONMENTS)[number]): readonly PaperResource[] {
  const known = deployed.get(environment);
  if (known !== undefined) return known;
  const { resources } = deployOnPaper(`parameters/${environment}.bicepparam`, paper);
  deployed.set(environment, resources);
  return resources;
}

/** What main.bicep makes of these parameters and its defaults. */
export function resourcesWith(parameters: ValueMap = {}): readonly PaperResource[] {
  const required = { environmentName: 'test', authClientId: API_CLIENT_ID, alertEmails: ['a@example.com'] };
  return deployTemplate('main.bicep', { ...required, ...parameters }, paper).resources;
}

/** What a template makes, by its path below infra/. */
export function deployedBy(path: string): ReturnType<typeof deployOnPaper> {
  return deployOnPaper(path, paper);
}

export function ofType(resources: readonly PaperResource[], type: string): readonly PaperResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The last part of a name: what a resource is called within its parent. */
export function ownName({ name }: PaperResource): string {
  return name.split('/').at(-1) ?? name;
}

export function propertyOf({ body }: PaperResource, path: string): Value {
  return valueAt(body, ['properties', ...path.split('.')]);
}

/** A property that is a text, a number or a boolean, as text. */
export function textOf(resource: PaperResource, path: string): string {
  return asText(propertyOf(resource, path));
}

/** The settings of the app. */
export function settingsIn(resources: readonly PaperResource[]): Readonly<Record<string, string>> {
  const [settings] = ofType(resources, 'Microsoft.Web/sites/config');
  const entries = Object.entries(asMap(settings?.body['properties'])).map(([name, value]) => {
    if (typeof value !== 'string') throw new Error(`The setting ${name} is no text.`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}
