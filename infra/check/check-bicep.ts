import { posix } from 'node:path';
import { checkDescriptions } from './check-descriptions.ts';
import { checkLayout } from './check-layout.ts';
import { checkModules, unusedOutputs } from './check-modules.ts';
import { checkNames } from './check-names.ts';
import { checkResources } from './check-resources.ts';
import { checkStart } from './check-start.ts';
import { checkSyntax } from './check-syntax.ts';
import { checkValues } from './check-values.ts';
import type { FindTemplate } from './kind-of.ts';
import { checkTypes } from './official-types/check-types.ts';
import type { OfficialTypes } from './official-types/official-types.ts';
import type { BicepFile, ParseBicep } from './parse-bicep.ts';
import type { Problem } from './problem.ts';

export interface CheckedFolder {
  /** The text of every template and parameters file by its path, relative to the folder, with `/`. */
  readonly texts: ReadonlyMap<string, string>;
  /** Whether there is a file of this path, of whatever kind. */
  readonly has: (path: string) => boolean;
}

interface Means {
  readonly parse: ParseBicep;
  /** Undefined where they are not at hand: then properties of resources are not looked at. */
  readonly types: OfficialTypes | undefined;
}

/** Everything that can be said against templates without the compiler and without Azure, in order of files and lines. */
export function checkBicep({ texts, has }: CheckedFolder, { parse, types }: Means): readonly Problem[] {
  const files = [...texts].map(([path, text]) => parse(path, text));
  const findTemplate: FindTemplate = (from, reference) => {
    const path = reference === undefined ? undefined : posix.join(posix.dirname(from.path), reference);
    return files.find((each) => each.path === path);
  };
  const problems = files.flatMap((file) => {
    const unreadable = checkSyntax(file);
    // What the grammar makes of a broken file is no ground for anything else.
    if (unreadable.length > 0) return unreadable;
    return [
      ...problemsOf(file, { findTemplate, has }),
      ...(types === undefined ? [] : checkTypes(file, types, findTemplate)),
    ];
  });
  return [...problems, ...unusedOutputs(files, findTemplate)].toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}

function problemsOf(file: BicepFile, files: Parameters<typeof checkModules>[1]): readonly Problem[] {
  const given = checkModules(file, files);
  if (file.kind === 'values') return [...checkLayout(file), ...checkNames(file), ...given];
  return [
    ...checkLayout(file),
    ...checkNames(file),
    ...checkDescriptions(file),
    ...checkValues(file, files.findTemplate),
    ...given,
    ...checkResources(file),
    ...checkStart(file),
  ];
}
