import { z } from 'zod';
import { NO_BODY, NO_PARAMS, NO_QUERY, operationContract } from './operation.ts';

/** What the docs page needs of the package that it is made of; these files are deployed beside the app. */
export const DOCS_PACKAGE_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** What it needs of ours: code is never in the page itself, which may then forbid all that is. */
const DOCS_OWN_FILES = ['initializer.js'] as const;

const openApi = z
  .looseObject({
    openapi: z.literal('3.1.1'),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.unknown()).readonly(),
    components: z.record(z.string(), z.unknown()).readonly(),
  })
  .meta({ id: 'OpenApiDocument' });

const headers = { 'If-None-Match': 'The ETag of what the caller has; 304 while it is the same.' };

const notModified = { description: 'It is what the caller has, by its If-None-Match.' };

export const readOpenApiContract = operationContract({
  operationId: 'readOpenApi',
  method: 'GET',
  path: '/openapi.json',
  tag: 'Documentation',
  summary: 'This document: OpenAPI 3.1',
  access: { role: 'anyone' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  headers,
  answers: {
    200: { description: 'The document.', schema: openApi, headers: ['etag'] },
    304: notModified,
  },
  example: { status: 200 },
});

export const readDocsPageContract = operationContract({
  operationId: 'readDocsPage',
  method: 'GET',
  path: '/docs',
  tag: 'Documentation',
  summary: 'A page that shows this document and sends requests',
  access: { role: 'anyone' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: NO_BODY,
  headers,
  answers: {
    200: { description: 'The page.', schema: z.string(), contentTypes: ['text/html'], headers: ['etag'] },
    304: notModified,
  },
  example: { status: 200 },
});

export const readDocsAssetContract = operationContract({
  operationId: 'readDocsAsset',
  method: 'GET',
  path: '/docs/{asset}',
  tag: 'Documentation',
  summary: 'A file that the docs page is made of',
  access: { role: 'anyone' },
  params: z.object({ asset: z.enum([...DOCS_PACKAGE_FILES, ...DOCS_OWN_FILES]) }),
  query: NO_QUERY,
  body: NO_BODY,
  headers,
  answers: {
    200: {
      description: 'The file.',
      schema: z.string(),
      contentTypes: ['text/css', 'text/javascript', 'image/png'],
      headers: ['etag'],
    },
    304: notModified,
  },
  example: { path: { asset: 'initializer.js' }, status: 200 },
});
