import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkBicep } from '../../infra/check/check-bicep.ts';
import { loadOfficialTypes } from '../../infra/check/official-types/official-types.ts';
import { loadBicepParser } from '../../infra/check/parse-bicep.ts';

const parse = await loadBicepParser();
const types = loadOfficialTypes(join(import.meta.dirname, 'azure-types'));

const WIDGETS = 'Contoso.Widgets/widgets@2024-01-01';

/** What is said against templates, as `<line> <message>`; of several files also which. */
function problemsOf(files: Readonly<Record<string, string>>, others: readonly string[] = []): string[] {
  const texts = new Map(Object.entries(files));
  const has = (path: string): boolean => texts.has(path) || others.includes(path);
  const problems = checkBicep({ texts, has }, { parse, types });
  return problems.map(({ file, line, message }) =>
    texts.size === 1 ? `${line} ${message}` : `${file}:${line} ${message}`,
  );
}

function widget(properties: string): string {
  return `resource one '${WIDGETS}' = {\n  name: 'one'\n  properties: {\n${properties}\n  }\n}`;
}

const described = (declaration: string, word = 'Required'): string =>
  `@description('${word}. What it is.')\n${declaration}`;

describe('the templates of this project', () => {
  const folder = join(import.meta.dirname, '../../infra');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const templates = paths.filter((path) => /\.bicep(?:param)?$/.test(path));

  test('have no problem that can be found without the compiler', () => {
    const texts = new Map(templates.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

    expect(checkBicep({ texts, has: (path) => paths.includes(path) }, { parse, types: undefined })).toEqual(
      [],
    );
    expect(templates.length).toBeGreaterThan(15);
  });
});

describe('checkBicep', () => {
  test('says nothing against what is right', () => {
    const good = [
      described('param names string[]'),
      described("param size string = 'Small'", 'Optional'),
      `resource all '${WIDGETS}' = [for (name, index) in names: if (!empty(name)) {`,
      '  name: name',
      "  properties: { size: size, parts: [{ label: '${name}-${index}', count: index }] }",
      '}]',
      'output first string = all[0].properties.endpoint',
    ];

    expect(problemsOf({ 'main.bicep': good.join('\n') })).toEqual([]);
  });

  test.each([
    [
      'a bracket that is missing',
      `resource one '${WIDGETS}' = {\n  name: 'one'`,
      /is missing|cannot be read/,
    ],
    ['a word too much', "var a = 'x' 'y'\noutput b string = a", /cannot be read/],
    ['spread, which the grammar does not know', 'var a = { ...{} }\noutput b object = a', /cannot be read/],
  ])('finds %s', (_what, text, expected) => {
    expect(problemsOf({ 'main.bicep': text })[0]).toMatch(expected);
  });

  test.each([
    ['output a string = b', "1 the name 'b' is not declared"],
    ["output a string = upper('x')", "1 the function 'upper' is not declared"],
    ["output a string = toLower('x', 'y')", "1 'toLower' takes another number of arguments than 2"],
    ['output a array = map([1], x => y)', "1 the name 'y' is not declared"],
    ['output a array = [for x in [1]: y]', "1 the name 'y' is not declared"],
    ["output a string = '${b}'", "1 the name 'b' is not declared"],
    ["output a object = { '${b}': 1 }", "1 the name 'b' is not declared"],
    ["output a bool = true && b.c == 'd'", "1 the name 'b' is not declared"],
    ["@descripton('x')\noutput a string = 'b'", "2 there is no decorator '@descripton'"],
  ])('finds a name that nobody declares: %s', (text, expected) => {
    expect(problemsOf({ 'main.bicep': text })).toEqual([expected]);
  });

  test.each([
    ['var a = 1 output b int = a', '1 has to begin a line'],
    ['output a object = { b: 1 c: 2 }', '1 has to be behind a comma or on a line of its own'],
    ['output a object = {\n  b: 1,\n  c: 2\n}', '3 has to be behind a comma or on a line of its own'],
    ['output a array = [1 2]', '1 has to be behind a comma or on a line of its own'],
    ['output a bool = true\n  && false', '2 has to be on the line of its operator'],
    ['output a int =\n  1', "2 has to begin on the line of '='"],
    ['output a object = {\n  b:\n    1\n}', "3 has to begin on the line of ':'"],
  ])('finds a line that ends where it must not, or does not where it must: %s', (text, expected) => {
    expect(problemsOf({ 'main.bicep': text })).toEqual([expected]);
  });

  test('lets the parts of a type have descriptions', () => {
    const type = "type part = {\n  a: string?\n  @description('One, two.')\n  b: int\n}";
    const text = [type, described('param one part'), 'output all object = one'].join('\n');

    expect(problemsOf({ 'main.bicep': text })).toEqual([]);
  });

  test('lets an expression go over lines where it may', () => {
    const text = 'output a array = [\n  true\n    ? 1 // one, or\n    : 2\n  max(\n    1,\n    2\n  )\n]';

    expect(problemsOf({ 'main.bicep': text })).toEqual([]);
  });

  test.each([
    ['var a = 1\nvar a = 2\noutput b int = a', "2 'a' is declared twice"],
    ['output a int = 1\noutput a int = 2', "2 'a' is declared twice"],
    ['var a = 1', "1 the var 'a' is not used"],
    [described('param a string'), "2 the param 'a' is not used"],
    [`resource a '${WIDGETS}' existing = {\n  name: 'a'\n}`, "1 the resource 'a' is not used"],
  ])('finds a name that is declared too often, or for nothing: %s', (text, expected) => {
    expect(problemsOf({ 'main.bicep': text })).toEqual([expected]);
  });

  test.each([
    ['param a string', "1 the description of 'a' has to begin with 'Required.'"],
    [described("param a string = ''"), "2 the description of 'a' has to begin with 'Optional.'"],
    [described('param a string', 'Optional'), "2 the description of 'a' has to begin with 'Required.'"],
  ])('finds a parameter that is not described as it is: %s', (text, expected) => {
    expect(problemsOf({ 'main.bicep': `${text}\noutput b string = a` })).toEqual([expected]);
  });

  test.each([
    [described("param a int = 'x'", 'Optional'), '2 a: string for int'],
    [
      described("@allowed(['x'])\nparam a string = 'y'", 'Optional'),
      "3 a: 'y' is none of the allowed values",
    ],
    [described('@minValue(3)\nparam a int = 2', 'Optional'), '3 a: 2 is beyond @minValue'],
    [described("@maxLength(2)\nparam a string = 'abc'", 'Optional'), "3 a: 'abc' is beyond @maxLength"],
    ["var a = true ? 'x' : 'y'\noutput b int = a", '2 b: string for int'],
    ["var a = empty('') ? fail('no') : 'y'\noutput b int = a", '2 b: string for int'],
  ])('finds a value that is none of its type: %s', (text, expected) => {
    const used = text.includes('output') ? text : `${text}\noutput b object = { a: a }`;

    expect(problemsOf({ 'main.bicep': used })).toEqual([expected]);
  });

  test.each([
    ['Contoso.Widgets/widgets', 'has to be <type>@<date of the version>'],
    ['Contoso.Widgets/widgets@latest', 'has to be <type>@<date of the version>'],
    ['Contoso.Widgets/widgets@2024-13-41', 'has to be <type>@<date of the version>'],
    ['Contoso.Widgets/widgets@2024-01-01-preview', 'is a preview'],
  ])('finds a resource without a settled version: %s', (reference, expected) => {
    const text = `resource one '${reference}' = {\n  name: 'one'\n}`;

    expect(problemsOf({ 'main.bicep': text })[0]).toBe(`1 '${reference}' ${expected}`);
  });

  test.each([
    ['output a string = one.listKeys().key', 'takes a secret out of a resource'],
    ["output a string = listKeys(one.id, '2024-01-01').key", 'takes a secret out of a resource'],
  ])('finds a key that is taken: %s', (text, expected) => {
    expect(problemsOf({ 'main.bicep': `${widget("    size: 'Small'")}\n${text}` }).join()).toContain(
      expected,
    );
  });

  test('finds a secret that is given out', () => {
    const text = [described('@secure()\nparam a string'), "output b string = 'x${a}'"].join('\n');

    expect(problemsOf({ 'main.bicep': text })).toEqual([
      "4 the output 'b' would be readable to everybody who sees deployments",
    ]);
  });

  test.each([
    [
      'a loop over it',
      `[for x in [one.properties.endpoint]: {\n  name: x\n  properties: { size: 'Small' }\n}]`,
    ],
    ['a condition', `if (empty(one.properties.endpoint)) {\n  name: 'x'\n  properties: { size: 'Small' }\n}`],
    ['a name', `{\n  name: '\${one.properties.endpoint}'\n  properties: { size: 'Small' }\n}`],
    ['a name by way of a variable', `{\n  name: late\n  properties: { size: 'Small' }\n}`],
  ])('finds what is not known when a deployment starts: %s', (_what, body) => {
    const late = body.includes('late') ? 'var late = one.properties.endpoint\n' : '';
    const text = `${widget("    size: 'Small'")}\n${late}resource two '${WIDGETS}' = ${body}`;

    expect(problemsOf({ 'main.bicep': text }).join()).toMatch(
      /'(?:one\.properties\.endpoint|late)' is not known/,
    );
  });

  describe('of modules', () => {
    const part = [
      described('param a string'),
      described('param b int = 1', 'Optional'),
      "output c string = '${a}${b}'",
    ].join('\n');
    const main = (params: string, use = 'm.outputs.c', path = 'part.bicep'): Record<string, string> => ({
      'main.bicep': `module m '${path}' = {\n  name: 'm'\n  params: {\n${params}\n  }\n}\noutput d string = ${use}`,
      'part.bicep': part,
    });

    test('says nothing against one that is given what it asks for', () => {
      expect(problemsOf(main("    a: 'x'"))).toEqual([]);
    });

    test.each([
      [
        'one that is not there',
        main("    a: 'x'", "'e'", 'part2.bicep'),
        "main.bicep:1 there is no module 'part2.bicep'",
      ],
      ['a parameter that is missing', main('    b: 2'), "main.bicep:1 part.bicep asks for 'a'"],
      ['a parameter too much', main("    a: 'x'\n    e: 1"), "main.bicep:5 part.bicep has no parameter 'e'"],
      ['a value of another type', main('    a: 1'), 'main.bicep:4 a: int for string'],
      [
        'an output that it has not',
        main("    a: 'x'", 'm.outputs.e'),
        "main.bicep:7 part.bicep has no output 'e'",
      ],
      [
        'an output that nobody asks for',
        main("    a: 'x'", "'e'"),
        "part.bicep:5 the output 'c' is asked for by nobody",
      ],
    ])('finds %s', (_what, files, expected) => {
      expect(problemsOf(files)).toContain(expected);
    });
  });

  describe('of parameters files', () => {
    const main = `${described('param a int')}\noutput b int = a`;

    test.each([
      ['a parameter that is missing', "using 'main.bicep'", "x.bicepparam:1 main.bicep asks for 'a'"],
      [
        'a parameter too much',
        "using 'main.bicep'\nparam a = 1\nparam c = 2",
        "x.bicepparam:3 main.bicep has no parameter 'c'",
      ],
      ['a value of another type', "using 'main.bicep'\nparam a = 'x'", 'x.bicepparam:2 a: string for int'],
      ['no template', "using 'mine.bicep'", 'x.bicepparam:1 the template that it uses is not there'],
      [
        'an unknown function',
        "using 'main.bicep'\nparam a = env('x')",
        "x.bicepparam:2 the function 'env' is not declared",
      ],
    ])('finds %s', (_what, text, expected) => {
      expect(problemsOf({ 'main.bicep': main, 'x.bicepparam': text })).toContain(expected);
    });
  });

  test('finds a file to load that is not there', () => {
    const text = "output a string = loadTextContent('page.json')";

    expect(problemsOf({ 'app/main.bicep': text })).toEqual(["1 there is no file 'page.json' to load"]);
    expect(problemsOf({ 'app/main.bicep': text }, ['app/page.json'])).toEqual([]);
  });

  test('finds a resource that is within another one', () => {
    const text = widget(`    size: 'Small'\n  }\n  resource two 'parts' = {\n    name: 'two'`);

    expect(problemsOf({ 'main.bicep': text })).toEqual([
      '6 a resource within another one: name its parent instead',
    ]);
  });

  describe('by the types of Azure', () => {
    test.each([
      ['    siz: 1', ["4 WidgetProperties has no 'siz'", "3 WidgetProperties asks for 'size'"]],
      ["    size: 'Smal'", ["4 Smal for 'Small' or 'Large' or string"]],
      ['    size: 1', ["4 int for 'Small' or 'Large' or string"]],
      ["    size: 'Small'\n    isOpen: 'yes'", ['5 yes for bool']],
      ["    size: 'Small'\n    isOpen: true ? 1 : 2", ['5 int for bool', '5 int for bool']],
      ["    size: 'Small'\n    endpoint: 'x'", ["5 'endpoint' of WidgetProperties cannot be set"]],
      ["    size: 'Small'\n    parts: [{ count: 1 }]", ["5 Part asks for 'label'"]],
      ["    size: 'Small'\n    parts: map(['x'], x => { label: 1 })", ['5 int for string']],
      ["    size: 'Small'\n    parts: [for x in ['x']: { lable: x, label: x }]", ["5 Part has no 'lable'"]],
      ["    size: 'Small'\n    labels: mapValues({}, x => { label: 1 })", ['5 int for string']],
      ["    size: 'Small'\n    labels: { a: { label: true } }", ['5 bool for string']],
      ["    size: 'Small'\n    rule: { kind: 'limit' }", ["5 LimitRule asks for 'most'"]],
      ["    size: 'Small'\n    rule: { kind: 'limit', most: 1, note: 2 }", ['5 int for string']],
      ["    size: 'Small'\n    rule: 'limit'", ['5 limit for one-of']],
    ])('finds a property that is not as it has to be: %s', (properties, expected) => {
      expect(problemsOf({ 'main.bicep': widget(properties) }).sort()).toEqual(expected.sort());
    });

    test('finds a property that is asked for and does not exist', () => {
      const text = `${widget("    size: 'Small'")}\noutput a string = one.properties.endpont`;

      expect(problemsOf({ 'main.bicep': text })).toEqual([`7 ${WIDGETS} has no 'endpont' to ask for`]);
    });

    test('finds a version that Azure does not have', () => {
      const text = `resource one 'Contoso.Widgets/widgets@2024-02-02' = {\n  name: 'one'\n}`;

      expect(problemsOf({ 'main.bicep': text })).toEqual([
        "1 Azure knows no 'Contoso.Widgets/widgets@2024-02-02'",
      ]);
    });
  });
});
