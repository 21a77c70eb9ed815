export { type Alert, describeAlert, SEVERITY_ICONS } from './alert.ts';
export {
  DeliveryError,
  type Destination,
  type MessageRef,
  type ThreadDestination,
} from './destination.ts';
export { eventBridgeDestination } from './eventbridge.ts';
export { compileRoutes } from './route.ts';
export { slackDestination } from './slack.ts';
export { snsDestination } from './sns.ts';
export { toTerminalAnswer, toTerminalMessage } from './terminal-message.ts';
export { type AlertThread, newsText, soleThread, threadAlert, traitsOf } from './thread.ts';
