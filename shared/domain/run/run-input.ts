/**
 * Values that a person or a pipeline passes to a run, by their names: short texts and numbers. They stand in the run's
 * document, its view and its history, so they are no place for secrets.
 */
export type RunInput = Readonly<Record<string, string | number>>;

export const INPUT_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
export const INPUT_NAME_RULE = 'must be 1 to 64 letters, digits, "-" or "_", beginning with a letter';

/** Values of an input at most. */
const MAX_INPUT_VALUES = 50;

/** Characters of a text of an input at most. */
const MAX_INPUT_TEXT = 2048;

/** Bytes of a whole input as JSON in UTF-8 at most. */
const MAX_INPUT_BYTES = 4096;

/** What is wrong with an input as a whole or with a value of it; none when a run can be given it. */
export function inputFaults(input: RunInput): readonly string[] {
  const names = Object.keys(input);
  const misnamed = names.filter((name) => !INPUT_NAME_PATTERN.test(name));
  const tooLong = names.filter((name) => String(input[name]).length > MAX_INPUT_TEXT);
  const notFinite = names.filter((name) => typeof input[name] === 'number' && !Number.isFinite(input[name]));
  return [
    ...misnamed.map((name) => `'${name}' is no name: it ${INPUT_NAME_RULE}`),
    ...tooLong.map((name) => `'${name}' is longer than ${MAX_INPUT_TEXT} characters`),
    ...notFinite.map((name) => `'${name}' is no finite number`),
    ...(names.length > MAX_INPUT_VALUES ? [`must have at most ${MAX_INPUT_VALUES} values`] : []),
    ...(utf8Length(JSON.stringify(input)) > MAX_INPUT_BYTES
      ? [`must be at most ${MAX_INPUT_BYTES} bytes as JSON`]
      : []),
  ];
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
