import { buildApp } from '../../local/build.ts';

/** Builds the app once for all tests that start the stack. */
export async function setup(): Promise<void> {
  await buildApp();
}
