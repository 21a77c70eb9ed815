import { Command } from 'commander';
import { ruleJsonSchema } from '../rule/rule-file.ts';

/** `trailbell schema`: the JSON Schema of a rule file. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of a rule file, for completion in editors.')
    .addHelpText('after', '\nExample:\n  npx trailbell schema > rules/schema.json')
    .action(() => {
      console.log(JSON.stringify(ruleJsonSchema(), null, 2));
    });
}
