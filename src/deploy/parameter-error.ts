/** Parameters of a deployment that cannot work: each message says what to give. */
export class ParameterError extends Error {
  constructor(messages: readonly string[]) {
    super(messages.join('\n'));
    this.name = 'ParameterError';
  }
}
