/** What JSON leaves as it is and a terminal might obey, or nobody sees: bytes from 0x7f, marks of direction, invisible characters. */
const HIDDEN = /[\x7f-\x9f\u2028\u2029\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}]/gu;

/** A value as JSON on one line, which reads the same in any terminal. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, escaped);
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
