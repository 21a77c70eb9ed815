/** The site as it was when the service was packaged; esbuild puts it into each bundle (src/deploy). */
declare module 'trailbell:site' {
  const site: import('../pipeline.ts').Site;
  export default site;
}
