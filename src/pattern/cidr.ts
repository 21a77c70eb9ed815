import { addressDigits, looksLikeAddress } from './address.ts';

/** A range of addresses as hexadecimal digits, both ends included, equally long. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/**
 * The range of a CIDR block such as `10.0.0.0/8`; host bits are ignored.
 * @throws {RangeError} with AWS's sentence. `/32` and `/128` are refused, `/08`, `/+8` and a trailing slash are not.
 */
export function parseCidr(text: string): AddressRange {
  const [address = '', mask = '', ...rest] = text.replace(/\/+$/, '').split('/');
  if (rest.length > 0 || !text.replace(/\/+$/, '').includes('/'))
    throw new RangeError("Malformed CIDR, one '/' required");
  const bits = /^[+-]?\d+$/.test(mask) ? Number(mask) : Number.NaN;
  if (!(Math.abs(bits) < 2 ** 31)) throw new RangeError('Malformed CIDR, mask bits must be an integer');
  if (bits < 0) throw new RangeError('Malformed CIDR, mask bits must not be negative');
  const digits = addressDigits(address);
  if (digits === undefined) {
    throw new RangeError(`${looksLikeAddress(address) ? 'Invalid' : 'Nonstandard'} IP address: ${address}`);
  }
  if (digits.length === 8 && bits > 31) throw new RangeError('IPv4 mask bits must be < 32');
  if (bits > 127) throw new RangeError('IPv6 mask bits must be < 128');
  return { first: fill(digits, bits, '0'), last: fill(digits, bits, 'F') };
}

function fill(digits: string, bits: number, digit: '0' | 'F'): string {
  const kept = Math.floor(bits / 4);
  const low = 0xf >> (bits % 4);
  const split = Number.parseInt(digits.charAt(kept), 16);
  const value = digit === '0' ? split & ~low : split | low;
  return digits.slice(0, kept) + value.toString(16).toUpperCase() + digit.repeat(digits.length - kept - 1);
}

/**
 * Whether hexadecimal digits lie in a range. EventBridge compares digit by digit and stops at the first digit that decides,
 * whatever the lengths: 10.0.0.0/8 holds the IPv6 address a00::1, and ::/0 holds 10.0.0.1.
 */
export function inRange(digits: string, { first, last }: AddressRange): boolean {
  let aboveFirst = false;
  let belowLast = false;
  for (let at = 0; at < first.length; at++) {
    const digit = digits.charCodeAt(at);
    if (!isHexDigit(digit)) return false;
    const low = first.charCodeAt(at);
    const high = last.charCodeAt(at);
    if ((!aboveFirst && digit < low) || (!belowLast && digit > high)) return false;
    aboveFirst ||= digit > low;
    belowLast ||= digit < high;
    if (aboveFirst && belowLast) return true;
  }
  return true;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46);
}
