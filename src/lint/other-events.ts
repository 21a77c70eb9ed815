/**
 * What CloudTrail records beside the operations of the API models, or under another name, by the first label of `eventSource`.
 * From AWS's guides (CloudTrail's of each service) and from records; kept by hand.
 */
export type NamesByLabel = Readonly<Record<string, readonly string[]>>;

/** Sign-ins to the console: `eventType` AwsConsoleSignIn. */
export const SIGN_IN_EVENTS: NamesByLabel = {
  signin: words(
    'ConsoleLogin CheckMfa SwitchRole ExitRole RenewRole GetSigninToken PasswordUpdated PasswordRecoveryRequested PasswordRecoveryCompleted EmailUpdated ExternalIdPDirectoryLogin',
  ),
};

/** What a service did by itself: `eventType` AwsServiceEvent. */
export const SERVICE_EVENTS: NamesByLabel = {
  signin: words('CredentialChallenge CredentialVerification UserAuthentication'),
  sso: words('Authenticate Federate Logout'),
  organizations: words('CreateAccountResult CloseAccountResult'),
  kms: words(
    'RotateKey DeleteKey DeleteExpiredKeyMaterial DeleteImportedKeyMaterial SynchronizeMultiRegionKey Encrypt ReEncrypt',
  ),
  ec2: words('BidEvictedEvent BidFulfilledEvent SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated'),
  cloudtrail: words('CreateServiceLinkedChannel'),
  secretsmanager: words(
    'RotationStarted RotationSucceeded RotationFailed RotationAbandoned StartSecretVersionDelete CancelSecretVersionDelete EndSecretVersionDelete',
  ),
  controltower: words(
    'SetupLandingZone UpdateLandingZone CreateManagedAccount UpdateManagedAccount RegisterOrganizationalUnit DeregisterOrganizationalUnit PrecheckOrganizationalUnit EnableGuardrail DisableGuardrail',
  ),
  backup: words(
    'BackupDeleted BackupJobStarted BackupJobCompleted BackupSelectionDeletedDueToSLRDeletion BackupTransitionedToCold CopyJobStarted CopyJobCompleted ReportJobStarted ReportJobCompleted RestoreStarted RestoreCompleted',
  ),
  'cognito-idp': words(
    'Authorize_GET Confirm_GET Confirm_POST Error_GET ForgotPassword_GET ForgotPassword_POST Login_GET Login_POST Logout_GET OAuth2Authorize_GET OIDCResponse_GET OIDCResponse_POST ResetPassword_GET ResetPassword_POST SAML2Response_POST Signup_GET Signup_POST Token_POST UserInfo_GET UserInfo_POST',
  ),
};

/** Calls of consoles and agents that no public API model has. */
export const UNMODELLED_CALLS: NamesByLabel = {
  bedrock: words('PutFoundationModelEntitlement'),
  cloudshell: words(
    'CreateEnvironment CreateSession DeleteEnvironment DescribeEnvironments GetEnvironmentStatus GetFileDownloadUrls GetFileUploadUrls PutCredentials RedeemCode SendHeartBeat StartEnvironment StopEnvironment',
  ),
  'discovery-marketplace': words('GetListingView'),
  kms: words('SynchronizeMultiRegionKey'),
  macie2: words('ArchiveFindings'),
  s3: words('PutAccountPublicAccessBlock GetAccountPublicAccessBlock DeleteAccountPublicAccessBlock PostObject'),
  ssm: words('RequestManagedInstanceRoleToken UpdateInstanceAssociationStatus UpdateInstanceInformation'),
  'ssm-guiconnect': words('StartConnection CancelConnection GetConnection'),
  ssmmessages: words('CreateControlChannel OpenControlChannel CreateDataChannel OpenDataChannel'),
  sso: words(
    'AssociateDirectory AssociateProfile BatchDeleteSession BatchGetSession CreateApplicationInstance CreateApplicationInstanceCertificate CreateProfile DeleteApplicationInstance DeleteApplicationInstanceCertificate DeletePermissionsPolicy DeleteProfile DescribeDirectories DescribePermissionsPolicies DisassociateDirectory DisassociateProfile GetApplicationInstance GetApplicationTemplate GetMfaDeviceManagementForDirectory GetPermissionSet GetSSOStatus ImportApplicationInstanceServiceProviderMetadata ListApplicationInstances ListApplicationInstanceCertificates ListApplicationTemplates ListDirectoryAssociations ListProfileAssociations ListProfiles ListSessions PutMfaDeviceManagementForDirectory PutPermissionsPolicy StartSSO UpdateApplicationInstanceActiveCertificate UpdateApplicationInstanceDisplayData UpdateApplicationInstanceServiceProviderConfiguration UpdateApplicationInstanceStatus UpdateApplicationInstanceResponseConfiguration UpdateApplicationInstanceResponseSchemaConfiguration UpdateApplicationInstanceSecurityConfiguration UpdateDirectoryAssociation UpdateProfile UpdateSsoConfiguration',
  ),
  'sso-directory': words(
    'AddMemberToGroup CompleteVirtualMfaDeviceRegistration CompleteWebAuthnDeviceRegistration CreateAlias CreateBearerToken CreateExternalIdPConfigurationForDirectory CreateGroup CreateProvisioningTenant CreateUser DeleteBearerToken DeleteExternalIdPCertificate DeleteExternalIdPConfigurationForDirectory DeleteGroup DeleteMfaDeviceForUser DeleteProvisioningTenant DeleteUser DescribeDirectory DescribeGroup DescribeGroups DescribeProvisioningTenant DescribeUser DescribeUsers DisableExternalIdPConfigurationForDirectory DisableUser EnableExternalIdPConfigurationForDirectory EnableUser GetAWSSPConfigurationForDirectory ImportExternalIdPCertificate ListBearerTokens ListExternalIdPCertificates ListExternalIdPConfigurationsForDirectory ListGroupsForMember ListGroupsForUser ListMembersInGroup ListMfaDevicesForUser ListProvisioningTenants PutMfaDeviceManagementForDirectory RemoveMemberFromGroup SearchGroups SearchUsers StartVirtualMfaDeviceRegistration StartWebAuthnDeviceRegistration UpdateExternalIdPConfigurationForDirectory UpdateGroup UpdateGroupDisplayName UpdateMfaDeviceForUser UpdatePassword UpdateUser UpdateUserName VerifyEmail',
  ),
};

/** Event sources of consoles whose event names AWS publishes nowhere: any name may be right. */
export const UNPUBLISHED_SOURCES = words(
  'aws-portal billingconsole codewhisperer consolidatedbilling payments q qdeveloper user-subscriptions',
);

/** Names that are an operation of the API or an IAM action, but that CloudTrail writes otherwise. */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lambda: Object.fromEntries(
    words(
      'AddLayerVersionPermission20181031 AddPermission20150331v2 CreateAlias20150331 CreateEventSourceMapping20150331 CreateFunction20150331 DeleteAlias20150331 DeleteEventSourceMapping20150331 DeleteFunction20150331 DeleteFunctionConcurrency20171031 DeleteLayerVersion20181031 GetAccountSettings20160819 GetAlias20150331 GetEventSourceMapping20150331 GetFunction20150331v2 GetFunctionConfiguration20150331v2 GetLayerVersion20181031 GetLayerVersionPolicy20181031 GetPolicy20150331v2 ListAliases20150331 ListEventSourceMappings20150331 ListFunctions20150331 ListLayerVersions20181031 ListLayers20181031 ListTags20170331 ListVersionsByFunction20150331 PublishLayerVersion20181031 PublishVersion20150331 PutFunctionConcurrency20171031 RemoveLayerVersionPermission20181031 RemovePermission20150331v2 TagResource20170331v2 UntagResource20170331v2 UpdateAlias20150331 UpdateEventSourceMapping20150331 UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2',
    ).map((dated) => [withoutDate(dated), dated]),
  ),
  s3: {
    DeleteObjectVersion: 'DeleteObject',
    DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
    GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
    GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
    GetBucketNotificationConfiguration: 'GetBucketNotification',
    GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    ListAllMyBuckets: 'ListBuckets',
    ListBucket: 'ListObjects',
    ListObjectsV2: 'ListObjects',
    PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
    PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
    PutBucketNotificationConfiguration: 'PutBucketNotification',
    PutEncryptionConfiguration: 'PutBucketEncryption',
    PutLifecycleConfiguration: 'PutBucketLifecycle',
    PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
    PutReplicationConfiguration: 'PutBucketReplication',
  },
};

/** `AddPermission20150331v2` and CloudFront's `CreateFunction2020_05_31` without the version of the API they end in. */
export function withoutDate(eventName: string): string {
  return eventName.replace(/20\d\d(\d{4}|_\d\d_\d\d)(v\d)?$/, '');
}

function words(text: string): string[] {
  return text.split(' ');
}
