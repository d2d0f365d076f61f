import type { Fingerprint } from '../../shared/application/ports/environment.ts';
import type { PageAssets } from '../../shared/application/ports/page-assets.ts';
import { readDocsAssetContract, readDocsPageContract } from '../../shared/contracts/http/documentation.ts';
import { operation, type Operation } from './api/operation.ts';
import { cachedAnswer } from './cached-answer.ts';
import { notFound } from './problem.ts';

/** Relative addresses: the page works below any prefix that a proxy puts before it. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Evenkeel API</title>
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/initializer.js"></script>
  </body>
</html>
`;

const INITIALIZER = `// No validator and no server but our own is ever asked.
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'none',
  validatorUrl: null,
});
`;

/** Only what we serve is loaded and asked; the style sheet has its pictures within, as data. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Asset = (typeof readDocsAssetContract)['params']['_zod']['output']['asset'];

const CONTENT_TYPES: Readonly<Record<Asset, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
  'initializer.js': 'text/javascript; charset=utf-8',
};

/** `GET /api/docs` and what it is made of. */
export function docsPageOperations({
  pageAssets,
  fingerprint,
}: {
  readonly pageAssets: PageAssets;
  readonly fingerprint: Fingerprint;
}): readonly Operation[] {
  const ofText = (body: string) => ({ body, version: fingerprint(body) });
  return [
    operation(readDocsPageContract, async ({ headers }) =>
      cachedAnswer(headers, {
        ...{ ...ofText(PAGE), contentType: 'text/html; charset=utf-8' },
        headers: { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' },
      }),
    ),
    operation(readDocsAssetContract, async ({ headers, path: { asset } }) => {
      const contentType = CONTENT_TYPES[asset];
      if (asset === 'initializer.js') return cachedAnswer(headers, { ...ofText(INITIALIZER), contentType });
      const read = await pageAssets.read(asset);
      if (read === undefined) return notFound('asset', asset);
      return cachedAnswer(headers, { body: read.bytes, version: read.version, contentType });
    }),
  ];
}
