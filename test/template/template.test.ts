import { describe, expect, test } from '@jest/globals';
import { compileStep, compileTemplate, TemplateError } from '../../src/template/index.ts';

const source = JSON.parse(`{
  "identity": { "name": "alice" }, "empty": "", "nothing": null, "zero": 0, "no": false,
  "list": ["a", 2, { "b": 3 }], "none": [], "bare": {}, "many": [1,2,3,4,5,6,7,8,9,10,11,12],
  "__proto__": { "deep": "own" }, "x-amz-acl": "private",
  "lines": "one\\ntwo\\u001b[31m\\u202e", "quote": "it's; rm -rf ~", "tick": "a\`b", "url": "arn:aws:iam::1:user/a_b+c=d,e.f@g"
}`);

function render(template: string): string {
  return compileTemplate(template).render(source).text;
}

describe('a template', () => {
  test.each([
    ['text', 'no placeholder', 'no placeholder'],
    ['a value at a path', '{identity.name} did it', 'alice did it'],
    ['an element of a list', '{list.1}', '2'],
    ['an element of a list of objects', '{list.2.b}', '3'],
    ['a key with hyphens', '{x-amz-acl}', 'private'],
    ['a number that is zero', '{zero}', '0'],
    ['a boolean', '{no}', 'false'],
    ['a list in words', '{list}', 'a, 2, {"b":3}'],
    ['a long list', '{many}', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more'],
    ['an object as JSON', '{identity}', '{"name":"alice"}'],
    ['a missing value', '{identity.human}', 'unknown'],
    ['the first alternative that is there', '{identity.human|identity.name}', 'alice'],
    ['a text as the last alternative', '{identity.human|"nobody"}', 'nobody'],
    ['a text with a bar and braces', '{identity.human|"{a|b}"}', '{a|b}'],
    ['spaces around alternatives', '{ identity.human | "nobody" }', 'nobody'],
    ['an empty text, list and object as missing', '{empty|nothing|none|bare|"?"}', '?'],
    ['braces', '{{identity.name}} {{{identity.name}}}', '{identity.name} {alice}'],
    ['control characters as blanks, and direction marks so that they are seen', '{lines}', 'one two [31m\ufffd'],
    ['no inherited property', '{constructor.name} {list.length} {identity.toString}', 'unknown 3 unknown'],
    ['a key such as __proto__ as a key', '{__proto__.deep}', 'own'],
  ])('renders %s', (_, template, text) => {
    expect(render(template)).toBe(text);
  });

  test.each([
    ['a safe word as it is', '`aws {url}`', '`aws arn:aws:iam::1:user/a_b+c=d,e.f@g`'],
    ['what a shell would read in quotes', '`aws {quote}`', "`aws 'it'\\''s; rm -rf ~'`"],
    ['a list in quotes', '`aws {list}`', '`aws \'a, 2, {"b":3}\'`'],
    ['values outside of commands as they are', '`aws` {quote} `x`', "`aws` it's; rm -rf ~ `x`"],
    ['a missing value as one word', '`aws {nothing}`', '`aws unknown`'],
  ])('writes %s in commands', (_, template, text) => {
    expect(render(template)).toBe(text);
  });

  test.each([
    ['{nothing}', false],
    ['{nothing} and {empty}', false],
    ['{nothing} and {zero}', true],
    ['{nothing|"text"}', true],
    ['text', true],
  ])('%s finds something: %p', (template, found) => {
    expect(compileTemplate(template).render(source).found).toBe(found);
  });

  test('bounds a value to 200 characters', () => {
    const { text } = compileTemplate('{long}').render({ long: 'x'.repeat(1_000_000) });
    expect(text).toBe(`${'x'.repeat(199)}…`);
  });

  test('names the paths it reads, each once', () => {
    const { paths } = compileTemplate('{a.b|c|"d"} {c} {e.0}');
    expect(paths).toEqual(['a.b', 'c', 'e.0']);
  });

  test.each([
    ['{identity.name', '"{" has no partner (write "{{" for a brace) at character 1'],
    ['name}', '"}" has no partner (write "}}" for a brace) at character 5'],
    ['{}', '"" is not a path such as identity.name at character 2'],
    ['{a b}', '"a b" is not a path such as identity.name at character 2'],
    ['{a..b}', '"a..b" is not a path such as identity.name at character 2'],
    ['{a|}', '"" is not a path such as identity.name at character 2'],
    ['{|a}', '"" is not a path such as identity.name at character 2'],
    ['{"a"|b}', 'a quoted text must be the last alternative at character 2'],
    ['{a|"b}', '"{" has no partner (write "{{" for a brace) at character 1'],
  ])('refuses %s', (template, message) => {
    expect(() => compileTemplate(template)).toThrow(
      new TemplateError(message.replace(/ at character \d+$/, ''), Number(/\d+$/.exec(message)?.[0]) - 1),
    );
  });
});

const UNFIT = "`aws --name '(not safe to paste)'`";

describe('a command', () => {
  test.each([
    ['begins like an option', '--endpoint-url=https://192.0.2.1'],
    ['is a name of a file to be read', 'file:///etc/passwd'],
    ['is a name of a binary file to be read', 'fileb://x'],
    ['holds a backtick, which would end the command', 'a`b'],
    ['holds something invisible', 'ad\u200bmin'],
    ['holds a line break', 'a\nb'],
    ['is too long to stand there as a whole', 'x'.repeat(2_000)],
  ])('does not hold a value that %s', (_, value) => {
    expect(compileStep('`aws --name {value}`').render({ value }).text).toBe(UNFIT);
  });

  test.each([
    ['=ls', "'=ls'"],
    ['$(id)', "'$(id)'"],
    ['a "b" \\', `'a "b" \\'`],
    ['名前', "'名前'"],
    ['~', "'~'"],
    ['*', "'*'"],
  ])('holds %j as one word', (value, word) => {
    expect(compileStep('`aws --name {value}`').render({ value }).text).toBe(`\`aws --name ${word}\``);
  });

  test.each([
    ['double quotes', '`aws --filters "Name=x,Values={a}" --region {b}`'],
    ['single quotes', "`aws --query '{a}'`"],
    ['a substitution within double quotes', '`aws --name "$(cat {a})"`'],
    ['a command after another', '`aws` and `aws "{a}"`'],
    ['quotes that a brace stands in', '`jq "{{{a}}}"`'],
    ['a backslash', '`aws --name \\{a}`'],
    ['a sign of a variable', `\`aws --name \${a}\``],
  ])('refuses a placeholder after or within %s, which would undo the quotes of its value', (_, template) => {
    expect(() => compileStep(template)).toThrow(
      `{a} stands within quotes of a command, or after "$" or "\\": its value comes with quotes of its own, which these would undo; write {a} without them at character ${template.indexOf('{a}') + 1}`,
    );
    expect(() => compileTemplate(template)).toThrow(TemplateError);
  });

  test.each([
    ['quotes that ended', "`aws --filters 'Name=x,Values=*'{a}'*'`", "`aws --filters 'Name=x,Values=*'v'*'`"],
    ['quotes in quotes that ended', `\`aws --query "it's" {a}\``, `\`aws --query "it's" v\``],
    ['an escaped quote', '`aws \\" {a}`', '`aws \\" v`'],
    ['an apostrophe of the sentence', "Alice's name: `aws {a}`", "Alice's name: `aws v`"],
    ['a quote of the command before', '`aws "` and `aws {a}`', '`aws "` and `aws v`'],
    ['quotes outside of commands', 'Ask "{a}"', 'Ask "v"'],
  ])('takes a placeholder after %s', (_, template, text) => {
    expect(compileStep(template).render({ a: 'v' }).text).toBe(text);
  });

  test('is only what the rule has put between backticks, whatever the words of a step hold', () => {
    const value = '`aws iam create-access-key`';
    expect(compileStep('Ask {value}, then `aws x`.').render({ value }).text).toBe(
      "Ask 'aws iam create-access-key', then `aws x`.",
    );
    expect(compileTemplate('{value} did it').render({ value }).text).toBe(`${value} did it`);
  });
});
