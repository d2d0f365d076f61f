import type { CompletionOption, CompletionWords } from './completion-words.ts';

/** A zsh script that completes `evenkeel`. */
export function zshCompletion(words: CompletionWords): string {
  return `#compdef evenkeel
# zsh completion of evenkeel; in ~/.zshrc, after compinit: source <(evenkeel completion zsh)
_evenkeel() {
  local path_so_far="" word
  local -a items
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case "$path_so_far|$word" in
${knownPaths(words)}
    esac
  done
  case "$path_so_far" in
${groupCases(words)}
${commandCases(words)}
  esac
}
compdef _evenkeel evenkeel
`;
}

function knownPaths({ commands }: CompletionWords): string {
  return [...commands]
    .flatMap(([parent, children]) =>
      children.map(({ word }) => {
        const path = parent === '' ? word : `${parent} ${word}`;
        return `      ${quoted(`${parent}|${word}`)}) path_so_far=${quoted(path)} ;;`;
      }),
    )
    .join('\n');
}

function groupCases({ commands }: CompletionWords): string {
  return [...commands]
    .map(([path, children]) => {
      const items = children.map(({ word, summary }) => quoted(`${word}:${summary.replaceAll(':', '\\:')}`));
      return `    ${quoted(path)}) items=(${items.join(' ')}); _describe command items ;;`;
    })
    .join('\n');
}

function commandCases({ options, choices }: CompletionWords): string {
  return [...options]
    .map(([path, ofCommand]) => {
      const specs = ofCommand.flatMap(specsOf).map(quoted);
      const first = choices.get(path);
      const rest = first === undefined ? quoted('*:file:_files') : quoted(`*:value:(${first.join(' ')})`);
      return `    ${quoted(path)}) _arguments -s ${[...specs, rest].join(' ')} ;;`;
    })
    .join('\n');
}

function specsOf({ flag, short, description, isFlag, isFile, choices }: CompletionOption): readonly string[] {
  const text = description.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`);
  const values = choices.length > 0 ? `(${choices.join(' ')})` : isFile ? '_files' : ' ';
  const value = isFlag ? '' : `:value:${values}`;
  return [flag, ...(short === undefined ? [] : [short])].map((name) => `${name}[${text}]${value}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
