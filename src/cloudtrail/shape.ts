/**
 * What stands at a place of a JSON value: a scalar, a text out of a closed set (`['Start', 'End']`), an object by its fields, a
 * list (`{ '[]': element }`), or anything (`open`). The field `*` stands for all fields that are not named.
 */
export type Shape = 'text' | 'number' | 'flag' | 'open' | readonly string[] | Fields;

export interface Fields {
  readonly [field: string]: Shape;
}

/** What a shape has at a path, or the first key on the way that it does not have, with those it has there. */
export type Lookup = { readonly shape: Shape } | { readonly unknown: string; readonly known: readonly string[] };

export function isFields(shape: Shape): shape is Fields {
  return typeof shape === 'object' && !Array.isArray(shape);
}

/**
 * Looks a path of keys up. Lists are stepped into by an index; in event patterns (`lists: 'transparent'`) a list is as good as
 * each of its elements.
 */
export function lookUp(shape: Shape, keys: readonly string[], lists: 'indexed' | 'transparent' = 'indexed'): Lookup {
  const [key, ...rest] = keys;
  const element = isFields(shape) ? shape['[]'] : undefined;
  if (element !== undefined && lists === 'transparent') return lookUp(element, keys, lists);
  if (key === undefined || shape === 'open') return { shape };
  if (element !== undefined) return /^\d+$/.test(key) ? lookUp(element, rest) : { unknown: key, known: ['0'] };
  if (!isFields(shape)) return { unknown: key, known: [] };
  const next = Object.hasOwn(shape, key) ? shape[key] : shape['*'];
  return next === undefined ? { unknown: key, known: Object.keys(shape) } : lookUp(next, rest, lists);
}
