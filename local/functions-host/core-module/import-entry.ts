/**
 * Imports an app. Required (not imported) by `worker/load-app.ts`, so that Node itself loads this file, and through it
 * the app: a test runner transforms whatever it sees imported, and an app is to run as it was built.
 */
export async function importEntry(url: string): Promise<void> {
  await import(url);
}
