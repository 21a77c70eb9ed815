export { type Alert, describeAlert, SEVERITY_ICONS } from './alert.ts';
export { DeliveryError, type Destination } from './destination.ts';
export { slackDestination } from './slack.ts';
export { snsDestination } from './sns.ts';
export { toTerminalMessage } from './terminal-message.ts';
