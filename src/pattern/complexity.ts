import type { Branch } from './matcher.ts';
export function checkComplexity(_branches: readonly Branch[]): void {}
