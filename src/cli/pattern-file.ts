import { readFile } from 'node:fs/promises';
import { valueAt } from '../cloudtrail/json.ts';
import { compilePattern, PatternError } from '../pattern/index.ts';
import { FaultError } from '../rule/fault.ts';
import { patternFault } from '../rule/pattern-faults.ts';
import { parseYaml } from '../rule/yaml-file.ts';
import { UsageError } from './usage.ts';

/**
 * A valid event pattern of a file: the text of a `.json` file, which keeps numbers and duplicate keys as they are written, or
 * the `pattern` of a rule file.
 * @throws UsageError where the file cannot be read or is no valid pattern
 * @throws FaultError where a rule file's pattern is refused: names line and column
 */
export async function readPattern(file: string): Promise<{ source: unknown }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  if (!/\.ya?ml$/.test(file)) {
    try {
      compilePattern(text);
    } catch (error) {
      if (error instanceof PatternError)
        throw new UsageError(`${file}: EventBridge would refuse this: ${error.message}`);
      throw error;
    }
    return { source: text };
  }
  const parsed = parseYaml(file, text);
  if ('faults' in parsed) throw new FaultError(parsed.faults);
  const pattern = valueAt(parsed.yaml.value, 'pattern');
  if (pattern === undefined) throw new UsageError(`${file}: has no "pattern"`);
  const faults = patternFault(parsed.yaml, ['pattern'], pattern);
  if (faults.length > 0) throw new FaultError(faults);
  return { source: pattern };
}
