import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { InvalidInput } from '../../../shared/domain/errors.ts';

/** Far more than any screen asks for; some checks of a document take the square of its length. */
const MOST_TOKENS = 5_000;

/** Of braces, brackets and parentheses together. What reads a document by recursion can take some thousands. */
const MOST_LEVELS = 60;

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Throws InvalidInput for a document that is too long or nested too deep to be parsed, whatever it asks for. */
export function assertBounded(query: string): void {
  const lexer = new Lexer(new Source(query));
  let depth = 0;
  try {
    for (let count = 1; lexer.advance().kind !== TokenKind.EOF; count += 1) {
      if (count > MOST_TOKENS) throw tooMuch(`must have at most ${MOST_TOKENS} names, values and signs`);
      if (OPENING.has(lexer.token.kind)) depth += 1;
      if (CLOSING.has(lexer.token.kind)) depth -= 1;
      if (depth > MOST_LEVELS) throw tooMuch(`must have at most ${MOST_LEVELS} levels`);
    }
  } catch (error) {
    // A fault of its writing is told by who parses it.
    if (!(error instanceof GraphQLError)) throw error;
  }
}

function tooMuch(message: string): InvalidInput {
  return new InvalidInput('The body has faults.', [{ pointer: '/query', message }]);
}
