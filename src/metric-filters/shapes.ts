import { isObject } from '../cloudtrail/json.ts';
import { UnsayableError } from './unsayable-error.ts';

/** Where records have lists and objects: paths of names joined by dots, beginning with `detail`. */
export interface Shapes {
  readonly lists: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
}

export function shapesOf(records: readonly unknown[]): Shapes {
  const lists = new Set<string>();
  const objects = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      lists.add(path);
      for (const item of value) visit(item, path);
    } else if (isObject(value)) {
      objects.add(path);
      for (const [name, item] of Object.entries(value)) visit(item, `${path}.${name}`);
    }
  };
  for (const record of records) visit(record, 'detail');
  return { lists, objects };
}

/**
 * A filter compares one value: it is not applied to a list or an object, whatever it asks, where EventBridge looks into each element.
 * @throws UnsayableError
 */
export function refuseContainers(path: string, { lists, objects }: Shapes): void {
  const names = path.split('.');
  const list = names.map((_, index) => names.slice(0, index + 1).join('.')).find((start) => lists.has(start));
  if (list !== undefined) throw new UnsayableError(`looks into a list, ${list.replace('detail.', '')}`);
  if (objects.has(path)) throw new UnsayableError(`looks at an object, ${path.replace('detail.', '')}`);
}
