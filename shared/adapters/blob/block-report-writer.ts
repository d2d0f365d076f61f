import type { BlockBlobClient } from '@azure/storage-blob';
import type { ReportCommit, ReportIdentity, ReportWriter } from '../../application/ports/report-store.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { Term } from '../../domain/lease/lease.ts';
import { isAlreadyThere, isChanged, isNotThere, isWithoutBlocks, translate } from './blob-errors.ts';
import { StagedBlocks } from './staged-blocks.ts';

/** How often a commit is tried again that another's came before. */
const MAX_ROUNDS = 10;

interface Report {
  readonly path: string;
  readonly term: Term;
  readonly writerId: string;
  readonly blockBytes: number;
}

/** What is at the path: the commit's condition, or its answer. */
type Finding = { readonly conditions: object } | { readonly answer: ReportCommit };

export class BlockReportWriter implements ReportWriter {
  readonly #blob: BlockBlobClient;
  readonly #report: Report;
  readonly #blocks: StagedBlocks;

  constructor(blob: BlockBlobClient, report: Report) {
    this.#blob = blob;
    this.#report = report;
    this.#blocks = new StagedBlocks(blob, report);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#blocks.write(chunk);
  }

  async commit(identity: ReportIdentity): Promise<ReportCommit> {
    await this.#blocks.finish();
    if (this.#blocks.isOfOtherType) return 'path-taken';
    if (this.#blocks.sizeBytes !== identity.sizeBytes) {
      throw new Error(`'${this.#report.path}' was not written as a whole.`);
    }
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const finding = await this.#look(identity);
      if ('answer' in finding) return finding.answer;
      if (await this.#tryCommit(identity, finding.conditions)) return 'committed';
    }
    throw new Unavailable(`'${this.#report.path}' was changed by others again and again.`);
  }

  async abandon(): Promise<void> {
    await this.#blocks.abandon();
  }

  async #look(identity: ReportIdentity): Promise<Finding> {
    try {
      const { metadata = {}, etag = '' } = await this.#blob.getProperties();
      const answer = answerTo(metadata, this.#report.term, identity);
      return answer === undefined ? { conditions: { ifMatch: etag } } : { answer };
    } catch (error) {
      if (isNotThere(error)) return { conditions: { ifNoneMatch: '*' } };
      throw translate(error);
    }
  }

  /** False when something else is there by now; an answer that was lost shows as that too. */
  async #tryCommit(identity: ReportIdentity, conditions: object): Promise<boolean> {
    const { resource, epoch } = this.#report.term;
    const { runId, sha256, contentType } = identity;
    try {
      await this.#blob.commitBlockList([...this.#blocks.ids], {
        conditions,
        metadata: { resource, epoch: String(epoch), runid: runId, sha256 },
        blobHTTPHeaders: { blobContentType: contentType },
      });
      return true;
    } catch (error) {
      if (isChanged(error) || isAlreadyThere(error)) return false;
      if (!isWithoutBlocks(error)) throw translate(error);
      const finding = await this.#look(identity);
      if ('answer' in finding) return false;
      const message = `Another commit to '${this.#report.path}' came between; the report has to be written again.`;
      throw new Unavailable(message, undefined, { cause: error });
    }
  }
}

/** Undefined when the report may take the place of what is there. */
function answerTo(
  there: Readonly<Record<string, string>>,
  { resource, epoch }: Term,
  { runId, sha256 }: ReportIdentity,
): ReportCommit | undefined {
  if (there['resource'] !== resource) return 'path-taken';
  if (there['runid'] === runId && there['sha256'] === sha256) return 'already-committed';
  return Number(there['epoch']) > epoch ? 'superseded' : undefined;
}
