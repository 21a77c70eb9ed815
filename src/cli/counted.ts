/** `1,234`. */
export function number(value: number): string {
  return value.toLocaleString('en');
}

/** `1 rule`, `1,234 rules`. */
export function counted(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`;
}
