import { isObject } from '../cloudtrail/json.ts';

const MAX_LISTED = 5;

/** EC2 lists are `{ items: [...] }`, `{}` when empty; some records hold the array itself or a lone element. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || Object.keys(value).length === 0) return [];
  return Object.hasOwn(value, 'items') ? itemsOf(value.items) : [value];
}

/** Up to five texts, then how many more. */
export function listText(texts: readonly string[], separator = ', '): string {
  const more = texts.length - MAX_LISTED;
  return texts.slice(0, MAX_LISTED).join(separator) + (more > 0 ? ` and ${more} more` : '');
}
