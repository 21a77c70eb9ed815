/**
 * Cuts the text of a log into records and decides of each, without parsing it, whether it may concern a pattern. In AssemblyScript:
 * `npm run build:sieve` makes record-sieve.wasm of it, which record-sieve.ts uses, and whose addresses and kinds must be the same.
 */

/** For each pair of bytes the number of the first needle that begins with it, or ends with it; 0 is none. */
const BEGINNINGS: usize = 0;
const ENDINGS: usize = 0x20000;
/** In the order of their pairs: mask, value and length of what is compared, `IS_LAST` of its pair, kind, telltales, text. */
const NEEDLES: usize = 0x40000;
const NEEDLE_BYTES: usize = 64;
const VALUE: usize = 8;
const LENGTH: usize = 16;
const IS_LAST: usize = 20;
const KIND: usize = 24;
const TELLTALES: usize = 28;
const NEEDLE_TEXT: usize = 32;
/** Hashes of the ids of records that were passed over, for more than fit into the text. */
const HASHES: usize = 0x90000;
/** Behind the verdicts on calls, from 0xf0000 on: what was judged, as address and length of a text, its kind, and the judgement. */
const SLOTS: usize = 0x100000;
const SLOT_BYTES: usize = 16;
/** The texts that were judged. */
const JUDGED: usize = 0x200000;
const TEXT: usize = 0x500000;

/** What a needle is of. From `FIELD` on each is a field whose values are judged. */
const TELLTALE: u32 = 0;
const EVENT_VERSION: u32 = 1;
const EVENT_SOURCE: u32 = 2;
const EVENT_NAME: u32 = 3;
const EVENT_ID: u32 = 4;
const ODD: u32 = 5;
/** Of texts that are judged. */
const CALL: u32 = 0;

const LONGEST: u32 = 500;
/** Slots in which a text may be, from that of its hash on. */
const WAYS: u32 = 8;

/** An odd number of 64 bits without a pattern. */
const SPREAD: u64 = ((<u64>0x517cc1b7) << 32) | 0x27220a95;

const BLOCK: usize = 64;

/** In the order of bytes: the four that stand between two records before `eventVersion":`, whose length follows; `\u00`; `:"`. */
const BORDER: u32 = 0x227b2c7d;
const VERSION_KEY: usize = 14;
const ESCAPED: u32 = 0x3030755c;
const STRING: u16 = 0x223a;
const QUOTE: i8 = 0x22;
const BACKSLASH: i8 = 0x5c;
const OPENING: i8 = 0x5b;
const CLOSING: i8 = 0x5d;
/** The bit in which, as ASCII has it, [ and { differ, likewise ] and }. */
const CURLY: i8 = 0x20;
const COMMA: u8 = 0x2c;
const BRACE: u8 = 0x7d;

/** The telltales of a text of a kind, or for a call the address of a list of such sets, headed by their number. */
declare function judge(kind: u32, text: usize, end: usize): u32;
/** Takes a record that may concern somebody. Returns false where it ends the reading. */
declare function take(record: usize, end: usize): bool;
/** Takes the number of records that were passed over, and of those that have hashes. */
declare function skip(records: u32, hashes: u32): void;

let lastSlot: u32 = 0;
let judgedEnd: usize = JUDGED;
let judgedMost: usize = JUDGED;

/** Whether a backslash stands before the next block. */
let isEscaped: bool = false;

/** Of the current record. */
let sources: u32 = 0;
let source: usize = 0;
let names: u32 = 0;
let name: usize = 0;
let ids: u32 = 0;
let id: usize = 0;
let isOdd: bool = false;
let telltales: u32 = 0;

/** Records that were passed over since `skip` was called. */
let skipped: u32 = 0;
let hashes: u32 = 0;

/** Says how much to remember: a power of two of texts, and their bytes, at least `LONGEST`. */
export function setMemory(texts: u32, bytes: u32): void {
  lastSlot = texts - 1;
  judgedMost = JUDGED + bytes;
}

/**
 * Reads the records that end before a place. The text begins with one.
 * @param readsFirst whether the first is taken in any case
 * @returns where the next record begins: behind them, or where `take` ended it
 */
export function sift(end: usize, readsFirst: bool): usize {
  let record = TEXT;
  let mustRead = readsFirst;
  // All ones in a string.
  let inside: u64 = 0;
  isEscaped = false;
  let depth: i32 = 0;
  skipped = 0;
  hashes = 0;
  forget();
  for (let block = TEXT; block < end; block += BLOCK) {
    let quotes = marksOf(block, QUOTE, 0);
    const slashes = marksOf(block, BACKSLASH, 0);
    // What stands in a block is held against both records where one ends in it.
    let isOddHere = false;
    if (slashes !== 0 || isEscaped) {
      isOddHere = escapesLetters(block, slashes);
      quotes &= ~escapedBy(slashes);
    }
    const within = parities(quotes) ^ inside;
    const opening = marksOf(block, OPENING, CURLY) & ~within;
    const closing = marksOf(block, CLOSING, CURLY) & ~within;
    let telltalesHere: u32 = 0;
    for (let rest = quotes & ~within; rest !== 0; rest &= rest - 1) {
      const place = block + <usize>ctz(rest);
      const ending: u32 = load<u16>(ENDINGS + ((<usize>load<u16>(place - 2)) << 1));
      if (ending !== 0) telltalesHere |= telltalesBefore(ending, place);
      // A record begins in what was taken for a string: some quotation mark before has no other.
      if (load<u32>(place - 3) === BORDER) isOddHere = true;
    }
    if (isOddHere) isOdd = true;
    telltales |= telltalesHere;
    for (let rest = quotes & within; rest !== 0; rest &= rest - 1) {
      const place = block + <usize>ctz(rest) + 1;
      const beginning: u32 = load<u16>(BEGINNINGS + ((<usize>load<u16>(place)) << 1));
      if (beginning === 0 || !meetBeginnings(beginning, place) || !isBorder(record, place, end)) continue;
      const before = (rest & (0 - rest)) - 1;
      if (depth + <i32>popcnt(opening & before) - <i32>popcnt(closing & before) === 1) {
        if (!mustRead && !concernsSome()) pass();
        else if (!handOver(record, place - 3)) return record;
        mustRead = false;
        record = place - 2;
        forget();
        isOdd = isOddHere;
        telltales = telltalesHere;
      } else isOdd = true;
    }
    depth += <i32>popcnt(opening) - <i32>popcnt(closing);
    // All ones or none, as the last byte was.
    inside = <u64>(<i64>within >> 63);
  }
  flush();
  return record;
}

/** A bit for each byte of a block that is a certain one, but for some of its bits. */
function marksOf(block: usize, byte: i8, but: i8): u64 {
  const all = i8x16.splat(byte | but);
  const ignored = i8x16.splat(but);
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.or(v128.load(block), ignored), all)) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.or(v128.load(block, 16), ignored), all))) << 16) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.or(v128.load(block, 32), ignored), all))) << 32) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.or(v128.load(block, 48), ignored), all))) << 48)
  );
}

/** Whether a record begins with the `eventVersion` at a place, at the top or not; that of the current one is none. */
function isBorder(record: usize, place: usize, end: usize): bool {
  return place > record + 2 && place + VERSION_KEY <= end && load<u32>(place - 4) === BORDER;
}

function forget(): void {
  sources = 0;
  names = 0;
  ids = 0;
  isOdd = false;
  telltales = 0;
}

function flush(): void {
  if (skipped > 0) skip(skipped, hashes);
  skipped = 0;
  hashes = 0;
}

function handOver(record: usize, end: usize): bool {
  flush();
  return take(record, end);
}

function pass(): void {
  skipped += 1;
  if (ids === 0) return;
  const value = id + 10;
  writeIdHash(value, lengthOfString(value), HASHES + <usize>hashes * 8);
  hashes += 1;
}

/** Whether a record may concern a pattern. What does not stand there as CloudTrail writes it always may. */
function concernsSome(): bool {
  if (sources !== 1 || names !== 1 || ids > 1 || isOdd || name < source) return true;
  if (ids === 1 && (load<u16>(id + 8) !== STRING || lengthOfString(id + 10) > LONGEST)) return true;
  const value = name + 12;
  const length = <u32>(value - source) + lengthOfString(value);
  if (length > LONGEST) return true;
  const verdict = recall(CALL, source, length);
  const end = verdict + 4 + 4 * load<u32>(verdict);
  for (let set = verdict + 4; set < end; set += 4) if ((load<u32>(set) & ~telltales) === 0) return true;
  return false;
}

/** The length of a string from behind its first quotation mark; `LONGEST` + 1 of what is longer, or escaped in part. */
function lengthOfString(text: usize): u32 {
  for (let at: u32 = 0; at <= LONGEST; at += 16) {
    const bytes = v128.load(text + at);
    const quotes: u32 = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(QUOTE)));
    const slashes: u32 = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
    if ((quotes | slashes) === 0) continue;
    const first = ctz(quotes | slashes);
    return at + first > LONGEST || ((slashes >> first) & 1) !== 0 ? LONGEST + 1 : at + first;
  }
  return LONGEST + 1;
}

/** Whether a letter is escaped by its number, so that what is looked for may stand there in disguise. */
function escapesLetters(block: usize, slashes: u64): bool {
  for (let rest = slashes; rest !== 0; rest &= rest - 1) {
    if (load<u32>(block + <usize>ctz(rest)) === ESCAPED) return true;
  }
  return false;
}

/** The bits that backslashes escape. */
function escapedBy(slashes: u64): u64 {
  let all: u64 = isEscaped ? 1 : 0;
  let rest = slashes & ~all;
  isEscaped = false;
  while (rest !== 0) {
    // The lowest one escapes what follows, be it a backslash.
    const next = (rest & (0 - rest)) << 1;
    if (next === 0) isEscaped = true;
    all |= next;
    rest = rest & (rest - 1) & ~next;
  }
  return all;
}

/** Each bit becomes whether an odd number of bits stand up to it. */
function parities(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/** Notes the needles of a pair that begin at a place. Returns whether it is `eventVersion`. */
function meetBeginnings(first: u32, place: usize): bool {
  const bytes = load<u64>(place);
  let isVersion = false;
  let needle = NEEDLES + <usize>first * NEEDLE_BYTES;
  while (true) {
    if ((bytes & load<u64>(needle)) === load<u64>(needle, VALUE)) {
      const length = <usize>load<u32>(needle, LENGTH);
      if (length <= 8 || stands(needle + NEEDLE_TEXT + 8, place + 8, length - 8)) {
        note(needle, place);
        isVersion = isVersion || load<u32>(needle, KIND) === EVENT_VERSION;
      }
    }
    if (load<u32>(needle, IS_LAST) !== 0) return isVersion;
    needle += NEEDLE_BYTES;
  }
}

/** The telltales of a pair that end before a place. */
function telltalesBefore(first: u32, place: usize): u32 {
  const bytes = load<u64>(place - 8);
  let found: u32 = 0;
  let needle = NEEDLES + <usize>first * NEEDLE_BYTES;
  while (true) {
    if ((bytes & load<u64>(needle)) === load<u64>(needle, VALUE)) {
      const length = <usize>load<u32>(needle, LENGTH);
      if (length <= 8 || stands(needle + NEEDLE_TEXT, place - length, length - 8)) {
        found |= load<u32>(needle, TELLTALES);
      }
    }
    if (load<u32>(needle, IS_LAST) !== 0) return found;
    needle += NEEDLE_BYTES;
  }
}

function stands(bytes: usize, place: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at++) if (load<u8>(bytes + at) !== load<u8>(place + at)) return false;
  return true;
}

function note(needle: usize, place: usize): void {
  const kind = load<u32>(needle, KIND);
  switch (kind) {
    case TELLTALE:
      telltales |= load<u32>(needle, TELLTALES);
      return;
    case EVENT_VERSION:
      return;
    case EVENT_SOURCE:
      sources += 1;
      source = place;
      return;
    case EVENT_NAME:
      names += 1;
      name = place;
      return;
    case EVENT_ID:
      ids += 1;
      id = place;
      return;
    case ODD:
      isOdd = true;
      return;
    default:
      telltales |= telltalesOf(kind, place + load<u32>(needle, LENGTH), load<u32>(needle, TELLTALES));
  }
}

/** The telltales in a field, behind its name; all where it holds no plain string. The name may itself be a value. */
function telltalesOf(field: u32, behind: usize, all: u32): u32 {
  const byte = load<u8>(behind);
  if (byte === COMMA || byte === BRACE) return 0;
  if (load<u16>(behind) !== STRING) return all;
  const length = lengthOfString(behind + 2);
  return length > LONGEST ? all : recall(field, behind + 2, length);
}

/** What `judge` says of a text, remembered by all its bytes: who chooses them must not have it taken for another. */
function recall(kind: u32, text: usize, length: u32): u32 {
  const home = hashOf(kind, text, length);
  let slot = slotAt(home);
  for (let way: u32 = 0; way < WAYS; way++) {
    const next = slotAt(home + way);
    const judged = load<u32>(next);
    if (judged === 0) {
      slot = next;
      break;
    }
    if (load<u32>(next, 4) === length && load<u32>(next, 8) === kind && isSame(judged, text, length)) {
      return load<u32>(next, 12);
    }
  }
  const judgement = judge(kind, text, text + length);
  remember(slot, kind, text, length, judgement);
  return judgement;
}

/** Forgets everything where the text has no room. */
function remember(slot: usize, kind: u32, text: usize, length: u32, judgement: u32): void {
  if (judgedEnd + length > judgedMost) {
    memory.fill(SLOTS, 0, (<usize>lastSlot + 1) * SLOT_BYTES);
    judgedEnd = JUDGED;
  }
  memory.copy(judgedEnd, text, length);
  store<u32>(slot, <u32>judgedEnd);
  store<u32>(slot, length, 4);
  store<u32>(slot, kind, 8);
  store<u32>(slot, judgement, 12);
  judgedEnd += length;
}

function slotAt(hash: u32): usize {
  return SLOTS + <usize>(hash & lastSlot) * SLOT_BYTES;
}

function hashOf(kind: u32, text: usize, length: u32): u32 {
  let hash: u64 = ((<u64>kind) << 32) | length;
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) hash = (rotl(hash, 5) ^ load<u64>(text + at)) * SPREAD;
  if (at < length) hash = (rotl(hash, 5) ^ lowBytes(load<u64>(text + at), length - at)) * SPREAD;
  return <u32>(hash >> 40);
}

function isSame(judged: usize, text: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(judged + at) !== load<u64>(text + at)) return false;
  return at === length || lowBytes(load<u64>(judged + at) ^ load<u64>(text + at), length - at) === 0;
}

/** The first bytes of eight; from one to seven. */
function lowBytes(bytes: u64, count: u32): u64 {
  return bytes & (((<u64>1) << (8 * count)) - 1);
}

/** Writes the hash of an id, as `IdHashes` makes it. */
function writeIdHash(text: usize, length: u32, to: usize): void {
  let high: u32 = length;
  let low: u32 = 0x9e3779b9;
  const words = length & ~3;
  for (let at: u32 = 0; at < length; at += at < words ? 4 : 1) {
    const word: u32 = at < words ? load<u32>(text + at) : load<u8>(text + at);
    high = ((high ^ word) * 0x01000193) ^ (high >> 15);
    low = ((low ^ word) * 0x5bd1e995) ^ (low >> 13);
  }
  const first = mix(high ^ low);
  store<u32>(to, first === 0 ? 1 : first);
  store<u32>(to, mix(low), 4);
}

function mix(value: u32): u32 {
  let bits = (value ^ (value >> 16)) * 0x85ebca6b;
  bits = (bits ^ (bits >> 13)) * 0xc2b2ae35;
  return bits ^ (bits >> 16);
}
