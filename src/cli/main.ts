import { Command, CommanderError } from 'commander';
import { ScratchError } from '../replay/scratch-folder.ts';
import { FaultError } from '../rule/fault.ts';
import { visibleText } from '../template/index.ts';
import { UsageError } from './usage.ts';

type MakeCommand = (exit: (code: number) => void) => Command;

/** In the order of the help. Only the one that is called is loaded: all together take most of a second. */
const COMMANDS = new Map<string, () => Promise<MakeCommand>>(
  Object.entries({
    replay: async () => (await import('./replay.ts')).replayCommand,
    test: async () => (await import('./test.ts')).testCommand,
    lint: async () => (await import('./lint.ts')).lintCommand,
    regions: async () => (await import('./regions.ts')).regionsCommand,
    forwarder: async () => (await import('./forwarder.ts')).forwarderCommand,
    match: async () => (await import('./match.ts')).matchCommand,
    explain: async () => (await import('./explain.ts')).explainCommand,
    new: async () => (await import('./new.ts')).newCommand,
    schema: async () => (await import('./schema.ts')).schemaCommand,
    alarms: async () => (await import('./alarms.ts')).alarmsCommand,
    cost: async () => (await import('./cost.ts')).costCommand,
    doctor: async () => (await import('./doctor.ts')).doctorCommand,
    dlq: async () => (await import('./dlq.ts')).dlqCommand,
    redrive: async () => (await import('./redrive.ts')).redriveCommand,
    'send-test': async () => (await import('./send-test.ts')).sendTestCommand,
  }),
);

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
  const called = COMMANDS.get(process.argv[2] ?? '');
  const makeCommands = await Promise.all((called ? [called] : [...COMMANDS.values()]).map((load) => load()));
  for (const makeCommand of makeCommands) {
    const command = makeCommand((code) => {
      exitCode = code;
    });
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError || error instanceof ScratchError || error instanceof FaultError)) throw error;
    console.error(visibleLines(error.message));
    if (error instanceof ScratchError) return 1;
    if (error instanceof UsageError) return 2;
    console.error(`\n${error.faults.length} ${error.faults.length === 1 ? 'fault' : 'faults'}`);
    return 2;
  }
}

/** Names of files and words of AWS stand in messages. */
function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main();
