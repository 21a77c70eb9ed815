/** The state of an EventBridge rule, by whether it is to see read-only management events too. */
export function ruleState(readOnlyEvents: boolean): string {
  return readOnlyEvents ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
}
