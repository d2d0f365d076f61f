import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.ts';
import { measureColdLoad } from './packaging/measure-cold-load.ts';
import { MAX_ZIPPED_BYTES, packageApp, type PackedApp } from './packaging/package-app.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'dist/package.zip';

/** Builds the app and packs it as it is deployed, into `dist/package.zip`; fails when that is too large. */
const report = await buildApp();
const packed = await packageApp({ root: ROOT, report }, `${ROOT}${FILE}`);
// For the smoke test of whoever deploys it.
await writeFile(`${ROOT}dist/package-version.txt`, `${packed.version}\n`);
printPackage(packed);
const { elapsedMs, functions } = await measureColdLoad(`${ROOT}dist/functions/main.js`);
console.log(
  `The entry is loaded in ${Math.round(elapsedMs)} ms; it registers ${functions.length} functions.`,
);
if (packed.zippedBytes > MAX_ZIPPED_BYTES) {
  console.error(`The package is larger than ${megabytes(MAX_ZIPPED_BYTES)}.`);
  process.exitCode = 1;
}

function printPackage({ version, zippedBytes, parts }: PackedApp): void {
  console.log(`Evenkeel ${version}`);
  for (const { part, files, bytes, zippedBytes: zipped } of parts) {
    const sizes = `${megabytes(bytes).padStart(10)} ${megabytes(zipped).padStart(10)} zipped`;
    console.log(`${part.padEnd(20)} ${String(files).padStart(4)} files ${sizes}`);
  }
  console.log(`${FILE}: ${megabytes(zippedBytes)}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
