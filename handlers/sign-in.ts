import site from 'trailbell:site';
import { createHandler } from '../src/lambda/handler.ts';

/** Handles console and Identity Center sign-ins. */
export const handler = createHandler('sign-in', site);
