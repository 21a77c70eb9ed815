/** A piece of a runbook's step. */
export interface StepPart {
  readonly text: string;
  readonly isCommand: boolean;
}

/** A step's words and, between backticks, commands. A command that was cut is words: nobody should paste it. */
export function stepParts(step: string): StepPart[] {
  const pieces = step.split('`');
  const isWhole = pieces.length % 2 === 1;
  const parts = pieces
    .map((text, index) => ({ text, isCommand: index % 2 === 1 && (isWhole || index < pieces.length - 1) }))
    .filter(({ text }) => text !== '');
  return parts.length > 0 ? parts : [{ text: step, isCommand: false }];
}
