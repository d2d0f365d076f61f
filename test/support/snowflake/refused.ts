/** An answer with `success: false`, as Snowflake gives it: thrown anywhere, and turned into a body at one place. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly sqlState: string;

  constructor(code: string, sqlState: string, message: string) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
  }
}

/** What the stand-in has not been taught; real Snowflake may well know it. */
export function unknownTo(what: string): Refused {
  return new Refused('000002', '0A000', `The Snowflake stand-in does not know ${what}.`);
}
