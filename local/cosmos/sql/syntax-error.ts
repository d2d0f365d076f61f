import { badRequest, type CosmosError } from '../cosmos-error.ts';

/** 400 as the service answers it (code SC1001), with the place in the query. */
export function syntaxError(found: string, position: number): CosmosError {
  return badRequest(
    `Message: {"errors":[{"severity":"Error","code":"SC1001","message":"Syntax error, incorrect syntax near '${found}' at character ${position}."}]}`,
  );
}
