import site from 'trailbell:site';
import { createHandler } from '../src/lambda/handler.ts';

/** Handles management, data and service events. */
export const handler = createHandler('api-call', site);
