import { nearest } from '../rule/nearest.ts';
import type { Rule } from '../rule/rule.ts';
import type { CheckedNote } from './check.ts';

export const UNUSED_WAIVER = { code: 'unused-waiver', severity: 'warning' } as const;

/** The notes that a rule does not waive, and one for each waiver that waives nothing. */
export function applyWaivers(
  { waivers = [] }: Rule,
  notes: readonly CheckedNote[],
  codes: readonly string[],
): readonly CheckedNote[] {
  const waived = new Set(waivers.map(({ code }) => code));
  const unused = waivers.flatMap(({ code }, index) => {
    if (notes.some((note) => note.code === code)) return [];
    const meant = codes.includes(code) ? undefined : nearest(code, codes);
    const message = codes.includes(code)
      ? `nothing here fails "${code}"; delete the waiver`
      : `there is no check "${code}"${meant ? `; did you mean "${meant}"?` : ''}`;
    return [{ ...UNUSED_WAIVER, path: ['lint', index, 'waive'], message }];
  });
  return [...notes.filter(({ code }) => !waived.has(code)), ...unused];
}
