import type { CrontabDefaults } from '../domain/import/import-crontab.ts';
import type { Import, ImportFormat, SourceDocument } from '../domain/import/imported-job.ts';
import type { ParseDocuments } from './ports/parse-documents.ts';

export interface ImportRequest {
  readonly format: ImportFormat;
  readonly text: string;
  readonly defaults: CrontabDefaults;
}

/**
 * Makes definitions of what another scheduler goes by, and says what they mean otherwise; nothing is stored. Each format
 * is loaded when it is first asked for: most instances of the app never are.
 */
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
      case 'crontab': {
        const { importCrontab } = await import('../domain/import/import-crontab.ts');
        return importCrontab(text, defaults);
      }
      case 'kubernetes-cronjob': {
        const { importKubernetes } = await import('../domain/import/import-kubernetes.ts');
        return parsed((documents) => importKubernetes(documents, defaults));
      }
      case 'databricks': {
        const { importDatabricks } = await import('../domain/import/import-databricks.ts');
        return parsed((documents) => importDatabricks(documents, defaults));
      }
      case 'azure-timer': {
        const timers = await import('../domain/import/import-azure-timer.ts');
        return isJson(text)
          ? parsed((documents) => timers.importAzureTimers(documents, defaults))
          : timers.importAzureTimerCode(text, defaults);
      }
    }
  };
}

/** A `function.json` is an object; attributes of C# begin with a bracket too, but code goes on with a word. */
function isJson(text: string): boolean {
  return /^\s*(\{|\[\s*[{\]])/.test(text);
}
