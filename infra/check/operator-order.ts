import type { Syntax } from './syntax.ts';

/*
 * The grammar has the order of operators wrong: to it `a ? b : c.d` is `(a ? b : c).d`, and `a && b.c == d` is
 * `(a && b.c) == d`. So what it has put together is taken apart again, down to names, literals and brackets, and put together
 * as Bicep does: what stands behind a name belongs to it, and then the operators by their precedence.
 */

/** What is written behind an expression: `.name`, `[0]`, `::child`, `(…)`. */
const POSTFIXES = ['member_expression', 'subscript_expression', 'resource_expression', 'call_expression'];

const OPERATIONS = ['ternary_expression', 'binary_expression', 'unary_expression', 'lambda_expression'];

/** Of the operators between two operands; the higher, the closer. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  ...{ '??': 1, '||': 2, '&&': 3 },
  ...{ '==': 4, '!=': 4, '=~': 4, '!~': 4 },
  ...{ '<': 5, '<=': 5, '>': 5, '>=': 5 },
  ...{ '+': 6, '-': 6, '*': 7, '/': 7, '%': 7 },
};

export function hasOperators({ type }: Syntax): boolean {
  return POSTFIXES.includes(type) || OPERATIONS.includes(type);
}

/** The same expression in the order of Bicep; `source` is the text of its file. */
export function inOrder(node: Syntax, source: string): Syntax {
  const ordered = new OperatorReader(partsOf(node), source).readExpression();
  return { ...ordered, field: node.field };
}

/** An operand, an operator, or what stands behind an operand. */
type Part =
  | { readonly kind: 'operand' | 'operator'; readonly node: Syntax }
  | { readonly kind: 'postfix'; readonly node: Syntax; readonly objectField: string | undefined };

function partsOf(node: Syntax): readonly Part[] {
  const [object, ...rest] = node.children;
  if (POSTFIXES.includes(node.type) && object !== undefined) {
    const postfix: Part = { kind: 'postfix', node: { ...node, children: rest }, objectField: object.field };
    return [...partsOf(object), postfix];
  }
  if (!OPERATIONS.includes(node.type)) return [{ kind: node.isNamed ? 'operand' : 'operator', node }];
  return node.children.flatMap(partsOf);
}

class OperatorReader {
  readonly #parts: readonly Part[];
  readonly #source: string;
  #at = 0;

  constructor(parts: readonly Part[], source: string) {
    this.#parts = parts;
    this.#source = source;
  }

  readExpression(): Syntax {
    const condition = this.#readBinary(0);
    if (this.#isAt('=>')) {
      const parts = [condition, this.#take(), this.readExpression()];
      return this.#joined('lambda_expression', parts);
    }
    if (!this.#isAt('?')) return condition;
    const question = this.#take();
    const consequence = as('consequence', this.readExpression());
    const colon = this.#take();
    const alternative = as('alternative', this.readExpression());
    const parts = [as('condition', condition), question, consequence, colon, alternative];
    return this.#joined('ternary_expression', parts);
  }

  #readBinary(least: number): Syntax {
    let left = this.#readUnary();
    for (;;) {
      const precedence = this.#precedence();
      if (precedence === undefined || precedence <= least) return left;
      const operator = as('operator', this.#take());
      const right = as('right', this.#readBinary(precedence));
      left = this.#joined('binary_expression', [as('left', left), operator, right]);
    }
  }

  #readUnary(): Syntax {
    if (!this.#isAt('!') && !this.#isAt('-')) return this.#readOperand();
    const operator = as('operator', this.#take());
    return this.#joined('unary_expression', [operator, as('argument', this.#readUnary())]);
  }

  #readOperand(): Syntax {
    let operand = this.#take();
    for (;;) {
      const part = this.#parts[this.#at];
      if (part?.kind !== 'postfix') return operand;
      this.#at += 1;
      const { node, objectField } = part;
      operand = this.#joined(node.type, [{ ...operand, field: objectField }, ...node.children]);
    }
  }

  #isAt(operator: string): boolean {
    const part = this.#parts[this.#at];
    return part?.kind === 'operator' && part.node.type === operator;
  }

  #precedence(): number | undefined {
    const part = this.#parts[this.#at];
    return part?.kind === 'operator' ? PRECEDENCE[part.node.type] : undefined;
  }

  #take(): Syntax {
    const part = this.#parts[this.#at];
    if (part === undefined) throw new Error('An expression ends too early.');
    this.#at += 1;
    return part.node;
  }

  #joined(type: string, children: readonly Syntax[]): Syntax {
    const [first] = children;
    const last = children.at(-1);
    if (first === undefined || last === undefined) throw new Error(`A ${type} of nothing.`);
    const { line, column, start } = first;
    const text = this.#source.slice(start, last.end);
    return {
      type,
      isNamed: true,
      isMissing: false,
      field: undefined,
      text,
      line,
      column,
      start,
      end: last.end,
      children,
    };
  }
}

function as(field: string, node: Syntax): Syntax {
  return { ...node, field };
}
