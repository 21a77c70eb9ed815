#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { FaultError } from '../rule/fault.ts';
import { dlqCommand } from './dlq.ts';
import { explainCommand } from './explain.ts';
import { lintCommand } from './lint.ts';
import { matchCommand } from './match.ts';
import { newCommand } from './new.ts';
import { redriveCommand } from './redrive.ts';
import { replayCommand } from './replay.ts';
import { schemaCommand } from './schema.ts';
import { testCommand } from './test.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 fine, 1 a test or check failed or some input was unreadable, 2 bad usage or an invalid file. */
async function main(): Promise<number> {
  const program = new Command('trailbell')
    .description('Readable, serverless alerts for AWS CloudTrail: one YAML file per detection.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(see: npx trailbell --help)')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine; 1 a check failed or some input was unreadable; 2 bad usage or an invalid file.',
    );
  let exitCode = 0;
  for (const command of [
    replayCommand,
    testCommand,
    lintCommand,
    matchCommand,
    explainCommand,
    newCommand,
    schemaCommand,
    dlqCommand,
    redriveCommand,
  ]) {
    program.addCommand(
      command((code) => {
        exitCode = code;
      }).copyInheritedSettings(program),
    );
  }
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      console.error(error.message);
      return 2;
    }
    if (!(error instanceof FaultError)) throw error;
    console.error(error.message);
    console.error(`\n${error.faults.length} ${error.faults.length === 1 ? 'fault' : 'faults'}`);
    return 2;
  }
}

process.exitCode = await main();
