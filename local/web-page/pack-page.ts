import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import {
  WEB_PAGE_ENCODINGS,
  WEB_PAGE_MANIFEST,
  webPageManifest,
  type WebPageManifest,
} from '../../shared/contracts/web-page.ts';

type ListedFile = WebPageManifest['files'][number];

/** By the ending of a name; what is text is compressed. */
const KINDS: Readonly<Record<string, { readonly type: string; readonly isText: boolean }>> = {
  '.css': { type: 'text/css; charset=utf-8', isText: true },
  '.html': { type: 'text/html; charset=utf-8', isText: true },
  '.ico': { type: 'image/x-icon', isText: true },
  '.js': { type: 'text/javascript; charset=utf-8', isText: true },
  '.json': { type: 'application/json', isText: true },
  '.png': { type: 'image/png', isText: false },
  '.svg': { type: 'image/svg+xml', isText: true },
  '.txt': { type: 'text/plain; charset=utf-8', isText: true },
  '.webmanifest': { type: 'application/manifest+json', isText: true },
  '.woff2': { type: 'font/woff2', isText: false },
};

/** The eight characters that Angular makes of a file's content, of base 32 or base 64. */
const HASHED = /-[\w-]{8}\.\w+$/;

const COMPRESS = {
  br: async (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  gzip: async (bytes: Buffer) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Puts the files of a built page into the folder `to`, each with what it is compressed to where that is smaller, and the
 * list of them all, without which none is served. Files that are also in the folder `asTheyAre` have the names that they
 * were given, whatever those look like. Throws for a kind of file that is not known.
 */
export async function packPage(
  { from, asTheyAre }: { readonly from: string; readonly asTheyAre: string },
  to: string,
): Promise<WebPageManifest> {
  const named = new Set(await filesIn(asTheyAre));
  const files: ListedFile[] = [];
  for (const name of await filesIn(from)) {
    files.push({ ...(await packFile(name, { from, to })), isHashed: HASHED.test(name) && !named.has(name) });
  }
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const manifest = webPageManifest.parse({ version, files });
  await writeFile(join(to, WEB_PAGE_MANIFEST), JSON.stringify(manifest));
  return manifest;
}

async function filesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of glob('**/*', { cwd: folder, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(folder.length).replace(/^\//, '');
    if (entry.isFile() && !name.endsWith('.map')) names.push(name);
  }
  return names.sort();
}

async function packFile(
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Omit<ListedFile, 'isHashed'>> {
  const kind = KINDS[extname(name)];
  if (name === WEB_PAGE_MANIFEST) throw new Error(`The web page has a file of its list's name: ${name}`);
  if (kind === undefined) throw new Error(`The web page has a file of a kind that is not served: ${name}`);
  const target = join(to, name);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(from, name), target);
  const bytes = await readFile(target);
  const encodings: ListedFile['encodings'] = [];
  for (const { encoding, ending } of kind.isText ? WEB_PAGE_ENCODINGS : []) {
    const compressed = await COMPRESS[encoding](bytes);
    if (compressed.byteLength >= bytes.byteLength) continue;
    await writeFile(`${target}${ending}`, compressed);
    encodings.push(encoding);
  }
  return {
    ...{ name, bytes: bytes.byteLength, contentType: kind.type, encodings },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
