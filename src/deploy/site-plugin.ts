import type { Plugin } from 'esbuild';
import { loadDeployedSite } from './site.ts';

/** Puts the site into each bundle, as the module `trailbell:site`. */
const sitePlugin: Plugin = {
  name: 'trailbell:site',
  setup(build) {
    build.onResolve({ filter: /^trailbell:site$/ }, ({ path }) => ({ path, namespace: 'trailbell' }));
    build.onLoad({ filter: /.*/, namespace: 'trailbell' }, async () => ({
      contents: JSON.stringify(await loadDeployedSite()),
      loader: 'json',
    }));
  },
};

/** serverless-esbuild takes the default export. */
export default [sitePlugin];
