import type { PageAsset, PageAssets } from '../../../shared/application/ports/page-assets.ts';
import { DOCS_PACKAGE_FILES } from '../../../shared/contracts/http/documentation.ts';

/** The files that are deployed beside the app, each with its name as its content. */
export class MemoryPageAssets implements PageAssets {
  readonly #names = new Set<string>(DOCS_PACKAGE_FILES);

  async read(name: string): Promise<PageAsset | undefined> {
    if (!this.#names.has(name)) return undefined;
    return { bytes: new TextEncoder().encode(name), version: `1-${name}` };
  }
}
