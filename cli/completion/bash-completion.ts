import type { CompletionOption, CompletionWords } from './completion-words.ts';

/** A bash script that completes `evenkeel`. */
export function bashCompletion(words: CompletionWords): string {
  return `# bash completion of evenkeel; in ~/.bashrc: source <(evenkeel completion bash)
_evenkeel() {
  local word path="" i current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$path|$word" in
${knownPaths(words)}
    esac
  done
  case "$path|$before" in
${valueCases(words)}
  esac
  local options="" choices=""
  case "$path" in
${pathCases(words)}
  esac
  if [[ "$current" == -* ]]; then choices="$options"; fi
  if [[ -z "$choices" ]]; then COMPREPLY=($(compgen -f -- "$current")); else COMPREPLY=($(compgen -W "$choices" -- "$current")); fi
}
complete -F _evenkeel evenkeel
`;
}

/** Words that lead to a group or a command, from where one stands. */
function knownPaths({ commands }: CompletionWords): string {
  return [...commands]
    .flatMap(([parent, children]) =>
      children.map(({ word }) => {
        const path = parent === '' ? word : `${parent} ${word}`;
        return `      ${quoted(`${parent}|${word}`)}) path=${quoted(path)} ;;`;
      }),
    )
    .join('\n');
}

/** After an option that takes a value come its values. */
function valueCases({ options }: CompletionWords): string {
  return [...options]
    .flatMap(([path, ofCommand]) =>
      ofCommand
        .filter(({ isFlag }) => !isFlag)
        .map((option) => {
          const patterns = [option.flag, ...(option.short === undefined ? [] : [option.short])];
          const pattern = patterns.map((name) => quoted(`${path}|${name}`)).join('|');
          return `    ${pattern}) ${valuesOf(option)}; return ;;`;
        }),
    )
    .join('\n');
}

function valuesOf({ isFile, choices }: CompletionOption): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$current"))`;
  return isFile ? 'COMPREPLY=($(compgen -f -- "$current"))' : ':';
}

function pathCases({ commands, options, choices }: CompletionWords): string {
  const groups = [...commands].map(([path, children]) => {
    const all = children.map(({ word }) => word).join(' ');
    return `    ${quoted(path)}) choices=${quoted(all)} ;;`;
  });
  const single = [...options].map(([path, ofCommand]) => {
    const flags = ofCommand.map(({ flag }) => flag).join(' ');
    const first = choices.get(path)?.join(' ') ?? '';
    return `    ${quoted(path)}) options=${quoted(flags)} choices=${quoted(first)} ;;`;
  });
  return [...groups, ...single].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
