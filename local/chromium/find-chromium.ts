import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** By which name the browser is installed: Debian's, Ubuntu's and Google's. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where packages put it, for a `PATH` that has been cut short. */
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];

/** What to do about a machine that has none. */
export const NO_CHROMIUM =
  'no Chromium found; install it (apt-get install chromium) or set EVENKEEL_CHROMIUM';

/**
 * The path of the Chromium of this machine: what `EVENKEEL_CHROMIUM` names, else one on the `PATH` or in the usual
 * folders; undefined where there is none.
 *
 * @throws Error when `EVENKEEL_CHROMIUM` names no program: another browser than the one asked for is no answer.
 */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = environment['EVENKEEL_CHROMIUM'] ?? '';
  if (named !== '') {
    if (isProgram(named)) return named;
    throw new Error(`EVENKEEL_CHROMIUM names '${named}', which is no program that can be started.`);
  }
  const folders = [...(environment['PATH'] ?? '').split(delimiter).filter(Boolean), ...FOLDERS];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
