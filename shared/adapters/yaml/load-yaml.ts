import type { ParseDocuments } from '../../application/ports/parse-documents.ts';

/** Parses YAML with a parser that is loaded with the first import of definitions: most processes never see one. */
export const parseDocuments: ParseDocuments = async (text) => {
  const { parseYamlDocuments } = await import('./parse-yaml-documents.ts');
  return parseYamlDocuments(text);
};
