import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { ReportData } from './report-data.ts';

/** A report as one HTML page, which asks nothing of any network. */
export function renderReport(data: ReportData): string {
  const { script, style } = bundle();
  const policy = `default-src 'none'; style-src 'sha256-${hash(style)}'; script-src 'sha256-${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const parts: Readonly<Record<string, string>> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    style: `<style>${style}</style>`,
    data: `<script type="application/json" id="data">${embeddedJson(data)}</script>`,
    script: `<script>${script}</script>`,
  };
  const page = readFileSync(new URL('browser/page.html', import.meta.url), 'utf8');
  return page.replace(/<!--(\w+)-->/g, (_, name: string) => parts[name] ?? '');
}

/** JSON that cannot end the element it stands in, nor a line of it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** The page's own code and style, each in one piece. */
function bundle(): { readonly script: string; readonly style: string } {
  const { outputFiles } = buildSync({
    absWorkingDir: fileURLToPath(new URL('browser', import.meta.url)),
    entryPoints: ['main.ts', 'page.css'],
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2024',
    charset: 'utf8',
  });
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
