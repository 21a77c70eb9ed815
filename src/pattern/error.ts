/** What kind of fault a pattern has. One code may cover several of AWS's sentences; `reason` tells them apart. */
export type PatternErrorCode =
  | 'not-json'
  | 'not-an-object'
  | 'not-a-leaf'
  | 'empty'
  | 'bad-value'
  | 'unknown-operator'
  | 'extra-key'
  | 'bad-operand'
  | 'bad-wildcard'
  | 'bad-number'
  | 'bad-cidr'
  | 'bad-or'
  | 'too-deep'
  | 'too-many-branches'
  | 'too-complex'
  | 'internal-failure';

/** A pattern that AWS refuses. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly code: PatternErrorCode;
  /** JSON pointer to the node at fault; empty for the pattern as a whole. */
  readonly path: string;
  /** AWS's own sentence, without the parser's line and column. */
  readonly reason: string;

  constructor(code: PatternErrorCode, path: string, reason: string, hint?: string) {
    super(`${path || 'pattern'}: ${hint === undefined ? reason : `${hint} (AWS: ${reason})`}`);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }
}
