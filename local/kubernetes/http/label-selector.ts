import { ApiFault } from '../api-fault.ts';

type Test = (labels: Readonly<Record<string, string>>) => boolean;

/** What `labelSelector` asks for: `a=b`, `a==b`, `a!=b` and `a`, joined by commas. @throws ApiFault for sets. */
export function labelTest(selector: string | null): Test {
  if (selector === null || selector === '') return () => true;
  const tests = selector.split(',').map(requirement);
  return (labels) => tests.every((test) => test(labels));
}

function requirement(text: string): Test {
  const found = /^([\w./-]+)(?:(==|=|!=)([\w.-]*))?$/.exec(text.trim());
  if (found === null)
    throw new ApiFault(400, 'BadRequest', `This server does not read the selector "${text}".`);
  const [, key = '', operator, value] = found;
  switch (operator) {
    case undefined:
      return (labels) => key in labels;
    case '!=':
      return (labels) => labels[key] !== value;
    default:
      return (labels) => labels[key] === value;
  }
}
