import { z } from 'zod';

/** The list of the web page's files, beside them in the folder that is deployed. */
export const WEB_PAGE_MANIFEST = 'manifest.json';

/** What a file is also kept as, in the order in which it is rather sent, with the ending of its name. */
export const WEB_PAGE_ENCODINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

const encoding = z.enum(WEB_PAGE_ENCODINGS.map((each) => each.encoding));

export const webPageManifest = z.object({
  /** SHA-256 of all that is in it: the same for the same page. */
  version: z.string().min(1),
  files: z.array(
    z.object({
      /** In the folder, with `/`. */
      name: z.string().regex(/^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)*$/),
      bytes: z.int().nonnegative(),
      /** SHA-256 of its bytes, in hexadecimal digits. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      contentType: z.string().min(1),
      /** Whether its name changes with its content, so that it never has to be asked for again. */
      isHashed: z.boolean(),
      encodings: z.array(encoding),
    }),
  ),
});

export type WebPageManifest = z.output<typeof webPageManifest>;
