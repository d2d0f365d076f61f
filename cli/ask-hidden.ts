import { CommandFailed } from './command/failures.ts';

const ENTER = /[\r\n]/;
const CTRL_C = '\u0003';
/** Backspace, as terminals send it. */
const ERASE: readonly string[] = ['\b', '\u007f'];

/** Asks on the terminal for what nobody is to see: what is typed is not shown. Throws CommandFailed on Ctrl-C. */
export async function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    return await readLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

async function readLine(input: AsyncIterable<unknown>): Promise<string> {
  let typed = '';
  for await (const chunk of input) {
    for (const letter of String(chunk)) {
      if (letter === CTRL_C) throw new CommandFailed('Interrupted.');
      if (ENTER.test(letter)) return typed;
      typed = ERASE.includes(letter) ? typed.slice(0, -1) : typed + letter;
    }
  }
  return typed;
}
