import { valueAt } from '../cloudtrail/json.ts';
import { ShellQuotes } from './shell-quotes.ts';
import { argumentText, valueText } from './value.ts';

/** A compiled template, such as `{identity.name} stopped trail {event.requestParameters.name|"?"}`. */
export interface Template {
  /** The paths it reads, in the order they stand in it, each once. */
  readonly paths: readonly string[];
  readonly render: (source: unknown) => Rendered;
}

export interface Rendered {
  readonly text: string;
  /** False where there were placeholders and none of them found a value. */
  readonly found: boolean;
}

/** A template that cannot be read; `message` says what is wrong and `offset` where, in UTF-16 units. */
export class TemplateError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at character ${offset + 1}`);
    this.name = 'TemplateError';
    this.offset = offset;
  }
}

type Alternative = { readonly literal: string } | { readonly keys: readonly string[] };
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly alternatives: readonly Alternative[]; readonly toText: ToText };
type ToText = (value: unknown) => string | undefined;

const MISSING = 'unknown';
/** `{{` and `}}`, a placeholder (whose quoted texts may hold braces), a stray brace, or the text between. */
const TOKEN = /\{\{|\}\}|\{((?:"[^"]*"|[^{}"])*)\}|[{}]|[^{}]+/g;
/** A bar with an even number of quotation marks after it. */
const UNQUOTED_BAR = /\|(?=(?:[^"]*"[^"]*")*[^"]*$)/;
const PATH = /^[\w$@:/-]+(\.[\w$@:/-]+)*$/;

/**
 * Compiles a template. `{path}` is the value at a path of keys and indices (`resources.0.name`), `{a|b|"text"}` the first of
 * several that is there, `{{` and `}}` are braces. Between backticks values are quoted for a shell.
 * @throws TemplateError
 */
export function compileTemplate(template: string): Template {
  return compile(template, valueText);
}

/**
 * Compiles a step of a runbook: a template in which only what the rule has put between backticks is a command, whatever its values
 * hold. @throws TemplateError
 */
export function compileStep(template: string): Template {
  return compile(template, (value) => valueText(value)?.replaceAll('`', "'"));
}

function compile(template: string, toText: ToText): Template {
  const parts = [...parse(template, toText)];
  const paths = parts.flatMap((part) =>
    part.kind === 'value' ? part.alternatives.flatMap((each) => ('keys' in each ? [each.keys.join('.')] : [])) : [],
  );
  return { paths: [...new Set(paths)], render: (source) => render(parts, source) };
}

function* parse(template: string, toText: ToText): Generator<Part> {
  let command: ShellQuotes | undefined;
  for (const { 0: token, 1: inside, index } of template.matchAll(TOKEN)) {
    if (inside !== undefined) {
      if (command?.undoesQuoting) throw new TemplateError(quotingFault(token), index);
      yield {
        kind: 'value',
        alternatives: parseAlternatives(inside, index + 1),
        toText: command ? argumentText : toText,
      };
    } else if (token === '{' || token === '}') {
      throw new TemplateError(`"${token}" has no partner (write "${token}${token}" for a brace)`, index);
    } else {
      const text = token === '{{' || token === '}}' ? token.charAt(0) : token;
      for (const [at, piece] of text.split('`').entries()) {
        if (at > 0) command = command ? undefined : new ShellQuotes();
        command?.read(piece);
      }
      yield { kind: 'text', text };
    }
  }
}

function quotingFault(placeholder: string): string {
  return `${placeholder} stands within quotes of a command, or after "$" or "\\": its value comes with quotes of its own, which these would undo; write ${placeholder} without them`;
}

function parseAlternatives(inside: string, offset: number): Alternative[] {
  const pieces = inside.split(UNQUOTED_BAR);
  return pieces.map((piece, index) => {
    const text = piece.trim();
    const literal = /^"([^"]*)"$/.exec(text)?.[1];
    if (literal === undefined) {
      if (!PATH.test(text)) throw new TemplateError(`"${text}" is not a path such as identity.name`, offset);
      return { keys: text.split('.') };
    }
    if (index < pieces.length - 1) throw new TemplateError('a quoted text must be the last alternative', offset);
    return { literal };
  });
}

function render(parts: readonly Part[], source: unknown): Rendered {
  let placeholders = 0;
  let values = 0;
  const texts = parts.map((part) => {
    if (part.kind === 'text') return part.text;
    placeholders += 1;
    const text = firstText(part, source);
    if (text !== undefined) values += 1;
    return text ?? MISSING;
  });
  return { text: texts.join(''), found: placeholders === 0 || values > 0 };
}

function firstText({ alternatives, toText }: Part & { kind: 'value' }, source: unknown): string | undefined {
  for (const alternative of alternatives) {
    const text = 'literal' in alternative ? alternative.literal : toText(valueAt(source, ...alternative.keys));
    if (text !== undefined) return text;
  }
  return undefined;
}
