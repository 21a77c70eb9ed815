/**
 * The value of a JSON number's text, or undefined where EventBridge cannot compare it: the exact decimal value must be the
 * shortest decimal of some finite double, so 9007199254740993, 1e309 and 1.0000000000000001 have none.
 */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value) || decimal(text) !== decimal(String(value))) return undefined;
  return value === 0 ? 0 : value;
}

/** One spelling for all texts of the same decimal value: 300, 300.0 and 3e2 are `3e2`. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
