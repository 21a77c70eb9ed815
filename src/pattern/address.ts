const V4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
const V6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const LONGEST_V4 = 15;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
/** The two digits of each octet. */
const PAIRS = Array.from({ length: 256 }, (_, octet) => hex(octet, 2));

/** Whether EventBridge takes a text for an IP address at all; it may still be an invalid one. */
export function looksLikeAddress(text: string): boolean {
  return V4.test(text) || V6.test(text);
}

/**
 * An IP literal as hexadecimal digits, 8 for IPv4 and 32 for IPv6, in capitals; undefined for any other text. Java's reading:
 * octets are decimal even with leading zeros, groups may have any number of them, and `::ffff:a00:1` is the IPv4 10.0.0.1.
 */
export function addressDigits(text: string): string | undefined {
  if (text.includes(':')) return V6.test(text) ? v6Digits(text) : undefined;
  return text.length <= LONGEST_V4 ? v4Digits(text) : undefined;
}

function v4Digits(text: string): string | undefined {
  let digits = '';
  let octet = Number.NaN;
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : DOT;
    if (unit === DOT) {
      const pair = PAIRS[octet];
      if (pair === undefined) return undefined;
      digits += pair;
      octet = Number.NaN;
    } else if (unit >= ZERO && unit <= NINE) {
      octet = (octet || 0) * 10 + unit - ZERO;
    } else {
      return undefined;
    }
  }
  return digits.length === 8 ? digits : undefined;
}

function v6Digits(text: string): string | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array<number>(missing).fill(0), ...after];
  const mapped = all[5] === 0xffff && all.slice(0, 5).every((group) => group === 0);
  return (mapped ? all.slice(6) : all).map((group) => hex(group, 4)).join('');
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const values = text.split(':').map((group) => (group === '' ? Number.NaN : Number.parseInt(group, 16)));
  return values.every((value) => value <= 0xffff) ? values : undefined;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
