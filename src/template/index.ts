export { bounded, plainText } from './plain-text.ts';
export { compileTemplate, type Rendered, type Template, TemplateError } from './template.ts';
