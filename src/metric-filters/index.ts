export { compileFilterPatterns } from './compile.ts';
export { type Shapes, shapesOf } from './shapes.ts';
export { alarmsTemplate, MOST_FILTERS, PREFIX } from './template.ts';
export { UnsayableError } from './unsayable-error.ts';
export { judgeRule, type SaidRule, type Verdict } from './verdict.ts';
