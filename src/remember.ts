/** Longer texts hardly come again, and must not fill the memory. */
const LONGEST = 500;

/** A function that remembers its results, and forgets them all when there are too many. */
export function remember<Result>(of: (text: string) => Result, most: number): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = of(text);
      if (known.size >= most) known.clear();
      if (text.length <= LONGEST) known.set(text, result);
    }
    return result;
  };
}
