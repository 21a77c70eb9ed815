import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Fault } from './fault.ts';

export type Path = readonly (string | number)[];

/** A YAML file that parsed: its value, and a way to name a place in it. */
export interface YamlFile {
  readonly value: unknown;
  /** A fault at a path of keys; at the nearest parent where the path does not exist. */
  faultAt<Code extends string>(path: Path, code: Code, message: string): Fault<Code>;
}

/** Aliases are allowed a little; "billion laughs" files stop here. */
const MAX_ALIASES = 50;

/** Parses YAML 1.2 text: the file, or the faults that keep it from being one (tabs, duplicate keys, alias bombs, ...). */
export function parseYaml(file: string, text: string): { yaml: YamlFile } | { faults: Fault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const sourceLines = text.split(/\r?\n/);
  const faultAtOffset = <Code extends string>(offset: number, path: Path, code: Code, message: string): Fault<Code> => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: path.join('.'), code, message, source: sourceLines[line - 1] ?? '' };
  };
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((error) =>
        faultAtOffset(error.pos[0], [], 'yaml', `not valid YAML: ${error.message}`),
      ),
    };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return {
      yaml: {
        value,
        faultAt: (path, code, message) => faultAtOffset(offsetOf(document, path), path, code, message),
      },
    };
  } catch (error) {
    return {
      faults: [{ file, line: 1, path: '', code: 'yaml', message: `not usable YAML: ${(error as Error).message}` }],
    };
  }
}

/** Where the value at a path begins; for a map's entry, where its key begins. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
