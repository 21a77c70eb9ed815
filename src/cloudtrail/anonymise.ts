/** What stands for real values in a sample; the digits of one account are the same throughout. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1IOSFODNN7EXAMPLE'],
  [/\b(AIDA|AROA|ANPA|AGPA)[A-Z0-9]{12,}\b/g, '$1IEXAMPLEID0000000000'],
  [/\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b/g, 'alice@example.com'],
];

/**
 * The text of a JSON event without what names its owner: account ids, addresses of machines and of people, key and principal
 * ids. Each account and each IP address gets a stand-in of its own, so that what was equal stays equal.
 */
export function anonymise(json: string): string {
  const accounts = standIns(['123456789012', '111122223333', '444455556666', '777788889999']);
  const addresses = standIns(Array.from({ length: 200 }, (_, index) => `198.51.100.${index + 1}`));
  const addresses6 = standIns(Array.from({ length: 200 }, (_, index) => `2001:db8::${(index + 1).toString(16)}`));
  const text = REPLACEMENTS.reduce((result, [pattern, standIn]) => result.replace(pattern, standIn), json);
  return text
    .replace(/(?<![\w.-])\d{12}(?![\w.])/g, accounts)
    .replace(/(?<=")\d{1,3}(\.\d{1,3}){3}(?=")/g, addresses)
    .replace(/(?<=")(?=[0-9a-f]*:)[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(?=")/gi, addresses6);
}

/** The n-th different text becomes the n-th stand-in, beginning again where there are no more. */
function standIns(values: readonly string[]): (text: string) => string {
  const given = new Map<string, string>();
  return (text) => {
    const standIn = given.get(text) ?? values[given.size % values.length] ?? text;
    given.set(text, standIn);
    return standIn;
  };
}
