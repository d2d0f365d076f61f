import type { JSONObject } from '@azure/cosmos';
import { z } from 'zod';

const json = z.record(z.string(), z.json());

/** A document in the type that a transactional batch takes: JSON and nothing else. */
export function documentBody(document: object): JSONObject {
  return json.parse(document);
}
