import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = join(import.meta.dirname, '../../shared/kinds');

/** Workspaces are named by their settings: one that is called `default` stands for all in the example. */
const BY_NAME = ['DATABRICKS__default__host', 'DATABRICKS__default__tokenSecret'];

/**
 * Every setting that the folders of kinds speak of. They are found in the text, by the rule that the setting of a kind begins
 * with its name: what a kind reads is no list that somebody could forget to add to.
 */
export function settingsOfKinds(): readonly string[] {
  const found = globSync('*/**/*.ts', { cwd: KINDS }).flatMap((path) => {
    const [kind = ''] = path.split('/');
    const prefix = kind.replaceAll('-', '_').toUpperCase();
    const text = readFileSync(join(KINDS, path), 'utf8');
    return [...text.matchAll(new RegExp(`\\b${prefix}__[A-Za-z]\\w*`, 'g'))].map(([name]) => name);
  });
  return [...new Set([...found, ...BY_NAME])].sort();
}
