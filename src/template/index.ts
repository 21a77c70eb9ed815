export { bounded, plainText, visibleText } from './plain-text.ts';
export { compileStep, compileTemplate, type Rendered, type Template, TemplateError } from './template.ts';
