import site from 'trailbell:site';
import { createHandler } from '../src/lambda/handler.ts';

/** Handles CloudTrail Insights. */
export const handler = createHandler('insight', site);
