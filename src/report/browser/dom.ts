type Child = Node | string | undefined;

/** An element with properties, such as `className`, and children; texts become text nodes, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style' | 'dataset'>> & { readonly key?: string } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const { key, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  if (key !== undefined) made.dataset.key = key;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page with an id. @throws Error where the page has none */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Draws anew and gives the focus back to the element with the key of the one that had it. */
export function keepingFocus(draw: () => void): void {
  const key = (document.activeElement as HTMLElement | null)?.dataset.key;
  draw();
  if (key === undefined) return;
  document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

export function count(value: number, what: string): string {
  return `${value.toLocaleString('en')} ${what}${value === 1 ? '' : 's'}`;
}
