import type { ParsedPattern } from '../pattern/index.ts';
import { ALWAYS, compileCallJudge } from './call-judge.ts';
import { RecordSieve, type SieveField, type SieveMemory } from './record-sieve.ts';

/** Escaped, or not in ASCII. */
const UNPLAIN = /[\\\x80-\xff]/;
/** In ASCII: the bytes of other characters are not characters. */
const PLAIN_CALL = /^eventSource":"([^"\\\x80-\xff]*)","eventName":"([^"\\\x80-\xff]*)$/;

/** A test of the strings in a field of the record itself. */
interface FieldTest {
  readonly test: (value: string) => boolean;
  readonly bit: number;
}

/** Compiles patterns into what tells, without parsing, that they cannot match a record of a native log. */
export function compileNativeGlance(patterns: readonly ParsedPattern[], memory?: SieveMemory): RecordSieve {
  const { judge, telltales } = compileCallJudge(patterns);
  const beginnings = new Map<string, number>();
  const endings = new Map<string, number>();
  const fields = new Map<string, FieldTest[]>();
  for (const [index, telltale] of telltales.entries()) {
    const bit = 1 << index;
    if (telltale.kind === 'field') {
      fields.set(telltale.name, [...(fields.get(telltale.name) ?? []), { test: telltale.test, bit }]);
    } else {
      const bits = telltale.kind === 'beginnings' ? beginnings : endings;
      for (const text of telltale.texts) bits.set(text, (bits.get(text) ?? 0) | bit);
    }
  }
  return new RecordSieve(
    {
      beginnings,
      endings,
      fields: [...fields].map(([name, tests]) => compileField(name, tests)),
      judge: (call) => {
        const [, eventSource, eventName] = PLAIN_CALL.exec(call) ?? [];
        return eventSource !== undefined && eventName !== undefined ? judge(eventSource, eventName) : ALWAYS;
      },
    },
    memory,
  );
}

/** All tests of one field at once. What is no plain string may pass any. */
function compileField(name: string, tests: readonly FieldTest[]): SieveField {
  const bitsOf = (passed: readonly FieldTest[]): number => passed.reduce((bits, { bit }) => bits | bit, 0);
  const all = bitsOf(tests);
  return {
    name,
    all,
    tell: (value) => (UNPLAIN.test(value) ? all : bitsOf(tests.filter(({ test }) => test(value)))),
  };
}
