import { visibleText } from '../template/index.ts';

/** One thing wrong in one file of a user. Files are read to the end: all faults are reported at once. */
export interface Fault<Code extends string = FaultCode> {
  readonly file: string;
  /** From 1; absent where the fault is of the file as a whole. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** Keys from the top of the file to the value at fault, joined by dots; empty for the whole file. */
  readonly path: string;
  readonly code: Code;
  /** What was found and what was expected. */
  readonly message: string;
  /** The line of the file, to point into. */
  readonly source?: string;
}

export type FaultCode =
  | 'unreadable'
  | 'yaml'
  | 'schema'
  | 'pattern'
  | 'template'
  | 'duplicate-id'
  | 'missing-event'
  | 'missing-test'
  | 'reference';

/**
 * A fault for people: `rules/iam/a.yml:9:5 pattern.detail.eventName: must be an array`, and below it, where the place is
 * known, the line with a caret. Nothing that stands in the file or its name can command the terminal.
 */
export function formatFault(fault: Fault<string>): string {
  return formatMarkedFault(fault, '');
}

/** A fault for people, with a mark before its message, such as its severity in colour. */
export function formatMarkedFault(fault: Fault<string>, mark: string): string {
  const { file, line, column, path, message, source } = fault;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const head = `${visibleText(place)} ${path ? `${visibleText(path)}: ` : ''}${mark}${visibleText(message)}`;
  if (source === undefined || column === undefined || source.trim() === '') return head;
  const { text, caret } = excerpt(source, column);
  return `${head}\n    ${visibleText(text)}\n    ${' '.repeat(caret)}^`;
}

/** At most 100 characters of a line around a column, so that one long line does not fill the screen. */
function excerpt(source: string, column: number): { text: string; caret: number } {
  const start = Math.max(0, column - 61);
  const text = source.slice(start, start + 100).replaceAll('\t', ' ');
  return { text: start > 0 ? `…${text.slice(1)}` : text, caret: column - 1 - start };
}

/** Thrown where a command or a Lambda cannot go on: carries every fault found. */
export class FaultError extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.name = 'FaultError';
    this.faults = faults;
  }
}
