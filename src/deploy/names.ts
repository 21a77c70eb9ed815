import { createHash } from 'node:crypto';

/** A name as it is, or where it is longer than AWS takes cut and ended with a hash of `whole`. */
export function fitName(name: string, maxLength: number, whole = name): string {
  return name.length > maxLength ? `${name.slice(0, maxLength - 9)}-${shortHash(whole)}` : name;
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
