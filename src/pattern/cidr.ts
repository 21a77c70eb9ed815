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
export function inRange(digits: string, range: AddressRange): boolean {
  let belowLast = false;
  let aboveFirst = false;
  for (let at = 0; at < range.first.length; at++) {
    const digit = digits.charAt(at);
    if (!/^[0-9A-F]$/.test(digit)) return false;
    if (!aboveFirst && digit < range.first.charAt(at)) return false;
    if (!belowLast && digit > range.last.charAt(at)) return false;
    aboveFirst ||= digit > range.first.charAt(at);
    belowLast ||= digit < range.last.charAt(at);
    if (aboveFirst && belowLast) return true;
  }
  return true;
}
