import { MAX_IMPORTED_JOBS } from './draft-jobs.ts';
import type { FoundTimer } from './imported-job.ts';

/*
 * Timers of a function app's code are found by their form, not by running or parsing it: what is put together from
 * variables is not seen, and says so as a timer without a schedule.
 */

/** How a language declares a timer: what begins the declaration, and what names the function around it. */
interface Form {
  /** Ends before what declares it. */
  readonly begins: RegExp;
  /** The function's name: the nearest before the declaration, within it (group 1), or the first after it. */
  readonly named: { readonly where: 'before' | 'within' | 'after'; readonly by: RegExp };
}

const FORMS: readonly Form[] = [
  // C#: [Function("nightly")] … ([TimerTrigger("0 0 2 * * *", RunOnStartup = true)] TimerInfo timer)
  {
    begins: /\[\s*TimerTrigger\s*\(/g,
    named: { where: 'before', by: /\[\s*Function(?:Name)?\s*\(\s*(?:nameof\s*\(\s*(\w+)\s*\)|"([^"]+)")/g },
  },
  // Java: @FunctionName("nightly") … @TimerTrigger(name = "timer", schedule = "0 0 2 * * *")
  {
    begins: /@TimerTrigger\s*\(/g,
    named: { where: 'before', by: /@FunctionName\s*\(\s*"([^"]+)"/g },
  },
  // JavaScript and TypeScript: app.timer('nightly', { schedule: '0 0 2 * * *' })
  { begins: /\bapp\.timer\s*\(/g, named: { where: 'within', by: /^\s*(["'`])([^"'`]+)\1/g } },
  // Python: @app.timer_trigger(schedule="0 0 2 * * *", arg_name="timer") def nightly(timer)
  {
    begins: /@\w+\.(?:timer_trigger|schedule)\s*\(/g,
    named: { where: 'after', by: /\bdef\s+(\w+)/g },
  },
];

/** How far a declaration goes at most. */
const MAX_CHARACTERS = 2000;

/** The timers that a text declares, in its order. */
export function findTimersInCode(code: string): readonly FoundTimer[] {
  const found = FORMS.flatMap((form) =>
    [...code.matchAll(form.begins)].map((match) => ({ form, at: match.index + match[0].length })),
  );
  const lines = new Lines(code);
  return found
    .sort((a, b) => a.at - b.at)
    .slice(0, MAX_TIMERS)
    .map(({ form, at }) => ({ ...timerAt(code, at, form), source: { line: lines.lineAt(at) } }));
}

/** One more than an import takes, so that it says so. */
const MAX_TIMERS = MAX_IMPORTED_JOBS + 1;

/** Counts the lines of a text up to places that come in their order. */
class Lines {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  lineAt(place: number): number {
    for (; this.#at < place; this.#at += 1) if (this.#text.charAt(this.#at) === '\n') this.#line += 1;
    return this.#line;
  }
}

function timerAt(code: string, at: number, form: Form): Omit<FoundTimer, 'source'> {
  const declared = argumentsFrom(code, at);
  return {
    name: nameOf(code, at, { form, declared }) ?? 'timer',
    schedule: scheduleOf(declared, form),
    runsOnStartup: flagOf(declared, /\brun_?on_?startup["']?\s*[:=]\s*(true|false)/i) ?? false,
    useMonitor: flagOf(declared, /\buse_?monitor["']?\s*[:=]\s*(true|false)/i),
  };
}

/** The schedule as it is written out; C# has it first, without a name. */
function scheduleOf(declared: string, { named }: Form): string | undefined {
  const isNamed = /\bschedule(?:_expression)?["']?\s*[:=]/i.test(declared);
  if (isNamed) return /\bschedule(?:_expression)?["']?\s*[:=]\s*(["'`])(.*?)\1/i.exec(declared)?.[2];
  return named.where === 'within' ? undefined : /^\s*@?(["'])(.*?)\1/.exec(declared)?.[2];
}

/** The text up to the bracket that closes the declaration; brackets within quotes do not count. */
function argumentsFrom(code: string, at: number): string {
  let depth = 1;
  let quote: string | undefined;
  const end = Math.min(code.length, at + MAX_CHARACTERS);
  for (let index = at; index < end; index += 1) {
    const character = code.charAt(index);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (/["'`]/.test(character)) {
      quote = character;
    } else if (character === '(') {
      depth += 1;
    } else if (character === ')') {
      depth -= 1;
      if (depth === 0) return code.slice(at, index);
    }
  }
  return code.slice(at, end);
}

function nameOf(
  code: string,
  at: number,
  { form: { named }, declared }: { readonly form: Form; readonly declared: string },
): string | undefined {
  const text = {
    before: code.slice(Math.max(0, at - MAX_CHARACTERS), at),
    within: declared,
    after: code.slice(at, at + 2 * MAX_CHARACTERS),
  }[named.where];
  const names = [...text.matchAll(named.by)].map((match) =>
    // The group of a form that was not met is undefined.
    match
      .slice(1)
      .filter((part?: string) => part !== undefined && /^\w/.test(part))
      .at(-1),
  );
  return named.where === 'before' ? names.at(-1) : names[0];
}

function flagOf(text: string, by: RegExp): boolean | undefined {
  const [, value] = by.exec(text) ?? [];
  return value === undefined ? undefined : value.toLowerCase() === 'true';
}
