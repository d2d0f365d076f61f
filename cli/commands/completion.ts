import { bashCompletion } from '../completion/bash-completion.ts';
import { completionWords } from '../completion/completion-words.ts';
import { fishCompletion } from '../completion/fish-completion.ts';
import { zshCompletion } from '../completion/zsh-completion.ts';
import { command } from '../command/command.ts';
import { requiredChoice } from '../command/parameters.ts';
import { GROUPS } from './groups.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export const completion = command({
  name: 'completion',
  summary: 'print what makes a shell complete the commands',
  details: [
    '  source <(evenkeel completion bash)       # in ~/.bashrc',
    '  source <(evenkeel completion zsh)        # in ~/.zshrc, after compinit',
    '  evenkeel completion fish | source        # in config.fish',
  ].join('\n'),
  arguments: { shell: requiredChoice(['bash', 'zsh', 'fish'], 'the shell') },
  run: async ({ commands, out }, { shell }) => {
    out.text(SCRIPTS[shell](completionWords(commands, GROUPS)));
  },
});
