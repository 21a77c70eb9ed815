const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const COMMENT =
  "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)";
const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const MINUS = 'expected digit (0-9) to follow minus sign, for valid numeric value';
const NO_PLUS =
  'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow';
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /[-+]?[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]{1,256}/uy;

/**
 * The words of JSON: strings, numbers, literals and what stands between them. Faults are told in the sentences of Jackson, the
 * parser that AWS uses, since AWS passes them on.
 */
export class JsonScanner {
  readonly #json: string;
  readonly #fault: (reason: string) => never;
  #at = 0;

  constructor(json: string, fault: (reason: string) => never) {
    this.#json = json;
    this.#fault = fault;
  }

  /** Takes the next character; empty at the end of the text. */
  take(): string {
    return this.#json.charAt(this.#at++);
  }

  /** Passes white space and returns the character that follows, which stays; empty at the end of the text. */
  skipSpace(): string {
    for (; ; this.#at++) {
      const unit = this.#json.charAt(this.#at);
      if (unit === '/') this.unexpected(unit, COMMENT);
      if (unit === '' || unit > ' ') return unit;
      if (!' \n\r\t'.includes(unit)) {
        this.#fault(
          `Illegal character (${named(unit)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
      }
    }
  }

  /** The string whose opening quote has been taken, without its escapes. */
  string(what: 'name' | 'string value'): string {
    let text = '';
    for (;;) {
      const unit = this.take();
      if (unit === '"') return text;
      if (unit === '')
        this.endOfInput(what === 'name' ? ' in field name' : ': was expecting closing quote for a string value');
      if (unit < ' ') {
        this.#fault(
          `Illegal unquoted character (${named(unit)}): has to be escaped using backslash to be included in ${what}`,
        );
      }
      text += unit === '\\' ? this.#escape() : unit;
    }
  }

  #escape(): string {
    const unit = this.take();
    if (unit === 'u') return this.#unicodeEscape();
    if (unit === '') this.endOfInput(' in character escape sequence');
    return ESCAPES.get(unit) ?? this.#fault(`Unrecognized character escape ${named(unit)}`);
  }

  #unicodeEscape(): string {
    let code = 0;
    for (let place = 0; place < 4; place++) {
      const digit = this.take();
      if (digit === '') this.endOfInput(' in character escape sequence');
      if (!/[0-9a-fA-F]/.test(digit)) this.unexpected(digit, 'expected a hex-digit for character escape sequence');
      code = code * 16 + Number.parseInt(digit, 16);
    }
    return String.fromCharCode(code);
  }

  /** The number, `true`, `false` or `null` that starts here. */
  word(): string {
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#number(number);
    const word = this.#match(WORD)?.[0];
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#at += word.length;
      return word;
    }
    if (/^(NaN|-?Infinity)$/.test(word ?? '')) {
      this.#fault(`Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
    }
    const unit = this.take();
    if (unit === '+') this.#notInNumber(unit, NO_PLUS);
    if (unit === '-' && !word?.startsWith('-I')) this.#digitMissing(MINUS, 'No digit following sign');
    if (word !== undefined) this.#fault(`Unrecognized token '${word}': was expecting ${TOKENS}`);
    return this.unexpected(unit, unit === '}' ? 'expected a value' : `expected a valid value ${TOKENS}`);
  }

  /** What follows a number may show that it was meant to go on. */
  #number([text, whole, fraction, exponent]: RegExpExecArray): string {
    this.#at += text.length;
    const next = this.#json.charAt(this.#at);
    if (exponent !== undefined) return text;
    if (/[eE]/.test(next)) {
      this.#at += /^[eE][+-]/.test(this.#json.slice(this.#at, this.#at + 2)) ? 2 : 1;
      this.#digitMissing('Exponent indicator not followed by a digit', 'expected a digit for number exponent');
    }
    if (fraction !== undefined) return text;
    if (next === '.')
      this.#notInNumber(this.#json.charAt(this.#at + 1) || next, 'Decimal point not followed by a digit');
    if (whole === '0' && /\d/.test(next)) this.#fault('Invalid numeric value: Leading zeroes not allowed');
    return text;
  }

  #digitMissing(expected: string, atEnd: string): never {
    const unit = this.#json.charAt(this.#at);
    return unit === '' ? this.endOfInput(atEnd) : this.#notInNumber(unit, expected);
  }

  #notInNumber(unit: string, expected: string): never {
    return this.#fault(`Unexpected character (${named(unit)}) in numeric value: ${expected}`);
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    return expression.exec(this.#json) ?? undefined;
  }

  unexpected(unit: string, expected: string): never {
    return this.#fault(`Unexpected character (${named(unit)}): ${expected}`);
  }

  endOfInput(where: string): never {
    return this.#fault(`Unexpected end-of-input${where}`);
  }
}

function named(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  return code > 0xff ? `'${unit}' (code ${code} / 0x${code.toString(16)})` : `'${unit}' (code ${code})`;
}
