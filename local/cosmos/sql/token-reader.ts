import { badRequest } from '../cosmos-error.ts';
import { syntaxError } from './syntax-error.ts';
import { tokenize, type Token } from './tokens.ts';

// Far more than people write, far less than the call stack holds.
const MAX_DEPTH = 100;

/** Reads a query's tokens in order; keywords are matched without regard to case. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(query: string) {
    this.#tokens = tokenize(query);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw syntaxError('', 0);
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Steps over the word when it is next; tells whether it was. */
  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#index += 1;
    return true;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#index += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected();
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  /** Any word, keywords included: `c.order` and `c.value` are properties. */
  expectAnyWord(): string {
    const token = this.next();
    if (token.kind !== 'word') throw syntaxError(token.text, token.position);
    return token.text;
  }

  /** Goes one expression deeper; throws a 400 when that is too deep. */
  enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw badRequest(`The query is nested more than ${MAX_DEPTH} deep.`);
  }

  leave(): void {
    this.#depth -= 1;
  }

  unexpected(): Error {
    const token = this.peek();
    return syntaxError(token.text, token.position);
  }
}
