#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything in TypeScript is loaded: to strip the types of one file takes longer than to load all others from the cache.
enableCompileCache();
await import('../src/cli/main.ts');
