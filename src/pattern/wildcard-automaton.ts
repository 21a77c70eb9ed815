import type { WildcardPart } from './wildcard.ts';

/** A byte to read, or a `*`. */
type Symbol = Byte | null;

interface Byte {
  readonly value: number;
  readonly startsCharacter: boolean;
  /** Of a first byte: whether its character has two cases. */
  readonly cased: boolean;
}

interface Node {
  readonly id: number;
  readonly edges: Map<number, Node[]>;
  /** Where a `*` leads from here. */
  star?: Node;
  /** A node reached by a `*` stays alive on any byte. */
  readonly loops: boolean;
  /** Whether a `*` lies before it. */
  readonly afterStar: boolean;
  /** The patterns it can still lead to. */
  readonly owners: Set<string>;
  /** The pattern that ends here. */
  readonly end?: string;
}

const QUOTE: Byte = { value: 0x22, startsCharacter: true, cased: false };

/**
 * The automaton that EventBridge builds from the wildcards of one field, byte by byte over the quoted text. Beginnings are shared,
 * but behind a `*` only as far as EventBridge finds it safe: up to the first letter that has two cases. That is why a repeated
 * wildcard counts again.
 */
export class WildcardAutomaton {
  #nodes = 0;
  readonly #start = this.#node(false, false);

  /** Adds a wildcard of a pattern; returns false where it was there already. */
  add(parts: readonly WildcardPart[], owner: string): boolean {
    const symbols: Symbol[] = [QUOTE, ...parts.flatMap(symbolsOf), QUOTE];
    let node = this.#start;
    let before: Node | undefined;
    for (const [at, symbol] of symbols.slice(0, -1).entries()) {
      const next = reusable(node, symbol) ?? this.#link(node, before, symbols, at);
      next.owners.add(owner);
      before = node;
      node = next;
    }
    if (node.edges.get(QUOTE.value)?.some(({ end }) => end === owner)) return false;
    this.#link(node, before, symbols, symbols.length - 1, owner).owners.add(owner);
    return true;
  }

  /** The most beginnings of wildcards that one input can keep alive at once; counting stops past `limit`. */
  mostAlive(limit: number): number {
    let most = 0;
    const seen = new Set<string>();
    const open = [new Set([this.#start])];
    for (let alive = open.pop(); alive !== undefined; alive = open.pop()) {
      const key = [...alive]
        .map(({ id }) => id)
        .sort()
        .join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (!alive.has(this.#start)) most = Math.max(most, count(alive));
      if (most > limit) return most;
      for (const byte of new Set([...alive].flatMap(({ edges }) => [...edges.keys()]))) open.push(advance(alive, byte));
      open.push(advance(alive, undefined));
    }
    return most;
  }

  #link(from: Node, before: Node | undefined, symbols: readonly Symbol[], at: number, end?: string): Node {
    const symbol = symbols[at] ?? null;
    const node = this.#node(symbol === null, from.afterStar || symbol === null, end);
    if (symbol === null) {
      from.star = node;
      return node;
    }
    addEdge(from, symbol, node);
    // A star may stand for nothing: what follows it also follows what came before it.
    if (symbols[at - 1] === null && before !== undefined) addEdge(before, symbol, node);
    return node;
  }

  #node(loops: boolean, afterStar: boolean, end?: string): Node {
    return {
      id: this.#nodes++,
      edges: new Map(),
      loops,
      afterStar,
      owners: new Set(),
      ...(end !== undefined && { end }),
    };
  }
}

function reusable(node: Node, symbol: Symbol): Node | undefined {
  if (symbol === null) return node.star;
  const unsafe = symbol.startsCharacter && (node.star !== undefined || symbol.cased);
  return node.edges.get(symbol.value)?.find(({ afterStar, end }) => end === undefined && !(afterStar && unsafe));
}

function addEdge(from: Node, symbol: Byte, to: Node): void {
  const edges = from.edges.get(symbol.value) ?? [];
  from.edges.set(symbol.value, [...edges, to]);
}

function advance(alive: ReadonlySet<Node>, byte: number | undefined): Set<Node> {
  const next = new Set<Node>();
  for (const node of alive) {
    if (node.loops) next.add(node);
    if (node.star !== undefined) next.add(node.star);
    if (byte !== undefined) for (const to of node.edges.get(byte) ?? []) next.add(to);
  }
  return next;
}

function count(alive: ReadonlySet<Node>): number {
  let total = 0;
  for (const { owners, star } of alive) {
    total += owners.size;
    if (star !== undefined && !alive.has(star)) total += star.owners.size;
  }
  return total;
}

function symbolsOf(part: WildcardPart): Symbol[] {
  if (part === null) return [null];
  return [...part].flatMap((character) => {
    const bytes = [...Buffer.from(character)];
    const cased = bytes.length < 4 && character.toLowerCase() !== character.toUpperCase();
    return bytes.map((value, at) => ({ value, startsCharacter: at === 0, cased: at === 0 && cased }));
  });
}
