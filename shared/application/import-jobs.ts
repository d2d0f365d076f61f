import { importAzureTimerCode, importAzureTimers } from '../domain/import/import-azure-timer.ts';
import { importCrontab, type CrontabDefaults } from '../domain/import/import-crontab.ts';
import { importDatabricks } from '../domain/import/import-databricks.ts';
import type { Import, ImportFormat, SourceDocument } from '../domain/import/imported-job.ts';
import { importKubernetes } from '../domain/import/import-kubernetes.ts';
import type { ParseDocuments } from './ports/parse-documents.ts';

export interface ImportRequest {
  readonly format: ImportFormat;
  readonly text: string;
  readonly defaults: CrontabDefaults;
}

/** Makes definitions of what another scheduler goes by, and says what they mean otherwise; nothing is stored. */
export type ImportJobs = (request: ImportRequest) => Promise<Import>;

export function createImportJobs({
  parseDocuments,
}: {
  readonly parseDocuments: ParseDocuments;
}): ImportJobs {
  return async ({ format, text, defaults }) => {
    const parsed = async (read: (documents: readonly SourceDocument[]) => Import): Promise<Import> => {
      const { documents, problems } = await parseDocuments(text);
      const { jobs, problems: more } = read(documents);
      return { jobs, problems: [...problems, ...more] };
    };
    switch (format) {
      case 'crontab':
        return importCrontab(text, defaults);
      case 'kubernetes-cronjob':
        return parsed((documents) => importKubernetes(documents, defaults));
      case 'databricks':
        return parsed((documents) => importDatabricks(documents, defaults));
      case 'azure-timer':
        return isJson(text)
          ? parsed((documents) => importAzureTimers(documents, defaults))
          : importAzureTimerCode(text, defaults);
    }
  };
}

/** A `function.json` is an object; attributes of C# begin with a bracket too, but code goes on with a word. */
function isJson(text: string): boolean {
  return /^\s*(\{|\[\s*[{\]])/.test(text);
}
