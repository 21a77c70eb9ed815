/**
 * A text without regard to case, as EventBridge has it: each UTF-16 unit of the *pattern* may stand as its whole lower-case or
 * its whole upper-case form. So `ß` accepts `ß` and `SS` but not `ss`, and a half of a surrogate pair becomes `?`: 😀 accepts
 * `??` and not 😀.
 */
export class FoldedText {
  readonly #units: readonly (readonly [string, string])[];

  constructor(text: string) {
    this.#units = Array.from({ length: text.length }, (_, at) => forms(text.charAt(at)));
  }

  equals(text: string): boolean {
    return this.#endOfPrefix(text) === text.length;
  }

  startsOn(text: string): boolean {
    return this.#endOfPrefix(text) !== undefined;
  }

  endsOn(text: string): boolean {
    let end = text.length;
    for (let at = this.#units.length - 1; at >= 0; at--) {
      const form = this.#units[at]?.find((candidate) => text.endsWith(candidate, end));
      if (form === undefined) return false;
      end -= form.length;
    }
    return true;
  }

  #endOfPrefix(text: string): number | undefined {
    let end = 0;
    for (const [lower, upper] of this.#units) {
      if (text.startsWith(lower, end)) end += lower.length;
      else if (text.startsWith(upper, end)) end += upper.length;
      else return undefined;
    }
    return end;
  }
}

function forms(unit: string): readonly [string, string] {
  return unit.isWellFormed() ? [unit.toLowerCase(), unit.toUpperCase()] : ['?', '?'];
}
