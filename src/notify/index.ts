// What sends, and loads a client for it, is imported by itself: most commands send nothing.
export { type Alert, describeAlert, SEVERITY_ICONS } from './alert.ts';
export {
  DeliveryError,
  type Destination,
  MAYBE_TOLD,
  type MessageRef,
  type Posting,
  type ThreadDestination,
} from './destination.ts';
export { compileRoutes } from './route.ts';
export { toTerminalAnswer, toTerminalMessage } from './terminal-message.ts';
export { type AlertThread, newsText, soleThread, threadAlert, traitsOf } from './thread.ts';
