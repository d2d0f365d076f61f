import { fileURLToPath } from 'node:url';
import { writeKindLists } from './write-kind-lists.ts';

/** `npm run kinds`: writes the lists of job kinds anew, of the folders that there are. */
const written = await writeKindLists(fileURLToPath(new URL('../..', import.meta.url)));
console.info(
  written.length === 0 ? 'The lists of kinds are as they should be.' : `Written: ${written.join(', ')}`,
);
