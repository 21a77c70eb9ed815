/** Where the answer of a batch call says what failed, though the call itself has no `errorCode`. */
export interface BatchCall {
  /** The field of the answer. */
  readonly failed: string;
  /** The list in the request of which each entry is done or fails. */
  readonly asked?: string;
  /** The list in the answer of what was done, for calls whose request has no such list. */
  readonly done?: string;
}

/** What services share: a list in the request, and a list of those that failed in the answer. */
function batch(failed: string, asked: string, calls: readonly string[]): [string, BatchCall][] {
  return calls.map((call) => [call, { failed, asked }]);
}

/**
 * By service (the first label of `eventSource`) and event name, with names as CloudTrail prints them: with a small first letter, or
 * as EC2 has them in XML. From the output shapes of AWS's own service models (botocore 1.43) and the API references, whose page for
 * each call is `API_<call>.html`. Left out are calls that only read, calls of which CloudTrail prints no answer (S3's `DeleteObjects`,
 * DynamoDB's `BatchWriteItem`), and messages in batches (SQS, SNS, Kinesis, Firehose), which are sent again.
 */
export const BATCH_CALLS: ReadonlyMap<string, BatchCall> = new Map([
  ...batch('unprocessedAccounts', 'accountDetails', ['guardduty:CreateMembers', 'securityhub:CreateMembers']),
  ...batch('unprocessedAccounts', 'accountIds', [
    'guardduty:DeclineInvitations',
    'guardduty:DeleteInvitations',
    'guardduty:DeleteMembers',
    'guardduty:DisassociateMembers',
    'guardduty:InviteMembers',
    'guardduty:StartMonitoringMembers',
    'guardduty:StopMonitoringMembers',
    'guardduty:UpdateMemberDetectors',
    'securityhub:DeclineInvitations',
    'securityhub:DeleteInvitations',
    'securityhub:DeleteMembers',
    'securityhub:InviteMembers',
    'macie2:CreateInvitations',
    'macie2:DeclineInvitations',
    'macie2:DeleteInvitations',
    'detective:DeleteMembers',
  ]),
  ...batch('unprocessedAccounts', 'accounts', ['detective:CreateMembers']),
  ...batch('unprocessedAutomationRules', 'automationRulesArns', ['securityhub:BatchDeleteAutomationRules']),
  ...batch('unprocessedAutomationRules', 'updateAutomationRulesRequestItems', [
    'securityhub:BatchUpdateAutomationRules',
  ]),
  ...batch('unprocessedFindings', 'findingIdentifiers', [
    'securityhub:BatchUpdateFindings',
    'securityhub:BatchUpdateFindingsV2',
  ]),
  ...batch('unprocessedAssociationUpdates', 'standardsControlAssociationUpdates', [
    'securityhub:BatchUpdateStandardsControlAssociations',
  ]),
  ...batch('failedFindings', 'findings', ['securityhub:BatchImportFindings']),
  ...batch('errors', 'accounts', ['macie2:BatchUpdateAutomatedDiscoveryAccounts']),
  ...batch('failedAccountIds', 'accountIds', ['inspector2:BatchUpdateMemberEc2DeepInspectionStatus']),
  ['inspector2:Disable', { failed: 'failedAccounts', done: 'accounts' }],
  ['inspector2:Enable', { failed: 'failedAccounts', done: 'accounts' }],
  ...batch('failed', 'sources', ['securitylake:CreateAwsLogSource', 'securitylake:DeleteAwsLogSource']),
  ...batch('failedItems', 'items', ['fms:BatchAssociateResource', 'fms:BatchDisassociateResource']),
  ...batch('failedBatches', 'resourceKeys', ['config:DeleteRemediationExceptions', 'config:PutRemediationExceptions']),
  ...batch('failedBatches', 'remediationConfigurations', ['config:PutRemediationConfigurations']),
  ...batch('failedEvaluations', 'evaluations', ['config:PutEvaluations']),
  ...batch('failedItems', 'resourceKeys', ['config:StartRemediationExecution']),
  ...batch('errors', 'evidenceIds', [
    'auditmanager:BatchAssociateAssessmentReportEvidence',
    'auditmanager:BatchDisassociateAssessmentReportEvidence',
  ]),
  ...batch('errors', 'delegationIds', ['auditmanager:BatchDeleteDelegationByAssessment']),

  ...batch('failedEntries', 'targets', ['events:PutTargets']),
  ...batch('failedEntries', 'ids', ['events:RemoveTargets']),
  ...batch('failures', 'ruleNames', [
    'monitoring:DeleteInsightRules',
    'monitoring:DisableInsightRules',
    'monitoring:EnableInsightRules',
  ]),
  ...batch('failures', 'managedRules', ['monitoring:PutManagedInsightRules']),
  ...batch('invalidParameters', 'names', ['ssm:DeleteParameters']),
  ...batch('failed', 'entries', ['ssm:CreateAssociationBatch']),
  ...batch('createErrors', 'createFirewallRuleEntries', ['route53resolver:BatchCreateFirewallRule']),
  ...batch('deleteErrors', 'deleteFirewallRuleEntries', ['route53resolver:BatchDeleteFirewallRule']),
  ...batch('updateErrors', 'updateFirewallRuleEntries', ['route53resolver:BatchUpdateFirewallRule']),
  ...batch('unsuccessful', 'targets', ['vpc-lattice:DeregisterTargets', 'vpc-lattice:RegisterTargets']),
  ...batch('unsuccessful', 'rules', ['vpc-lattice:BatchUpdateRule']),

  ...batch('unsuccessful', 'FlowLogId', ['ec2:DeleteFlowLogs']),
  ...batch('unsuccessful', 'ResourceId', ['ec2:CreateFlowLogs']),
  ...batch('unsuccessful', 'VpcEndpointId', [
    'ec2:AcceptVpcEndpointConnections',
    'ec2:DeleteVpcEndpoints',
    'ec2:RejectVpcEndpointConnections',
  ]),
  ...batch('unsuccessful', 'ServiceId', ['ec2:DeleteVpcEndpointServiceConfigurations']),
  ...batch('unsuccessful', 'ConnectionNotificationId', ['ec2:DeleteVpcEndpointConnectionNotifications']),
  ...batch('unsuccessful', 'hostId', ['ec2:ModifyHosts', 'ec2:ReleaseHosts']),
  ['ec2:EnableFastSnapshotRestores', { failed: 'unsuccessful', done: 'successful' }],
  ['ec2:DisableFastSnapshotRestores', { failed: 'unsuccessful', done: 'successful' }],
  ...batch('unsuccessfulFleetDeletionSet', 'FleetId', ['ec2:DeleteFleets']),
  ...batch('unsuccessfulFleetRequestSet', 'spotFleetRequestId', ['ec2:CancelSpotFleetRequests']),
  ...batch('failedFleetCancellationSet', 'CapacityReservationFleetId', ['ec2:CancelCapacityReservationFleets']),
  ...batch('unsuccessfullyDeletedLaunchTemplateVersionSet', 'LaunchTemplateVersion', [
    'ec2:DeleteLaunchTemplateVersions',
  ]),
  ...batch('failedQueuedPurchaseDeletionSet', 'ReservedInstancesId', ['ec2:DeleteQueuedReservedInstances']),
  ...batch('unsuccessfulInstanceCreditSpecificationSet', 'InstanceCreditSpecification', [
    'ec2:ModifyInstanceCreditSpecification',
  ]),
  ['ec2:CreateFleet', { failed: 'errorSet', done: 'fleetInstanceSet' }],
  ['autoscaling:LaunchInstances', { failed: 'errors', done: 'instances' }],
  ...batch('failedScheduledActions', 'scheduledActionNames', ['autoscaling:BatchDeleteScheduledAction']),
  ...batch('failedScheduledUpdateGroupActions', 'scheduledUpdateGroupActions', [
    'autoscaling:BatchPutScheduledUpdateGroupAction',
  ]),

  ['ecs:RunTask', { failed: 'failures', done: 'tasks' }],
  ['ecs:StartTask', { failed: 'failures', done: 'tasks' }],
  ...batch('failures', 'taskDefinitions', ['ecs:DeleteTaskDefinitions']),
  ...batch('failures', 'containerInstances', ['ecs:UpdateContainerInstancesState']),
  ...batch('failures', 'tasks', ['ecs:UpdateTaskProtection']),
  ...batch('failures', 'imageIds', ['ecr:BatchDeleteImage', 'ecr-public:BatchDeleteImage']),
  ...batch('errors', 'jobs', ['batch:CancelJobs', 'batch:TerminateJobs', 'batch:TerminateServiceJobs']),
  ...batch('errors', 'repositoryNames', [
    'codecommit:BatchAssociateApprovalRuleTemplateWithRepositories',
    'codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories',
  ]),

  ...batch('failures', 'entries', ['lakeformation:BatchGrantPermissions', 'lakeformation:BatchRevokePermissions']),
  ...batch('failures', 'lFTags', ['lakeformation:AddLFTagsToResource', 'lakeformation:RemoveLFTagsFromResource']),
  ...batch('errors', 'identifiers', ['redshift:BatchDeleteClusterSnapshots']),
  ...batch('errors', 'snapshotIdentifierList', ['redshift:BatchModifyClusterSnapshots']),
  ...batch('errors', 'tablesToDelete', ['glue:BatchDeleteTable']),
  ...batch('errors', 'partitionsToDelete', ['glue:BatchDeletePartition']),
  ...batch('errors', 'versionIds', ['glue:BatchDeleteTableVersion']),
  ...batch('errors', 'jobRunIds', ['glue:BatchStopJobRun']),
  ...batch('unprocessedScramSecrets', 'secretArnList', [
    'kafka:BatchAssociateScramSecret',
    'kafka:BatchDisassociateScramSecret',
  ]),
  ...batch('unprocessedClusters', 'clusterNames', ['memorydb:BatchUpdateCluster']),
  ...batch('unprocessedIdentityIds', 'identityIdsToDelete', ['cognito-identity:DeleteIdentities']),
  ...batch('failed', 'resourceArns', ['resource-groups:GroupResources', 'resource-groups:UngroupResources']),
  ...batch('errors', 'jobIdentifiers', ['bedrock:BatchDeleteEvaluationJob']),
  ...batch('failedRequests', 'workspaces', ['workspaces:CreateWorkspaces']),
  ...batch('failedRequests', 'rebuildWorkspaceRequests', ['workspaces:RebuildWorkspaces']),
  ...batch('failedRequests', 'stopWorkspaceRequests', ['workspaces:StopWorkspaces']),
  ...batch('failedRequests', 'terminateWorkspaceRequests', ['workspaces:TerminateWorkspaces']),
]);
