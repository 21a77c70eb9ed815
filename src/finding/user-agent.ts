import Bowser from 'bowser';
import { remember } from '../remember.ts';
import type { Client } from './finding.ts';

/** How a user agent is told by its text: the kind, the words for it, and where the version stands (first group). */
interface Signature {
  readonly pattern: RegExp;
  readonly kind: string;
  readonly name: string;
}

/** The first that fits counts, so what builds upon an SDK stands before the SDK. */
const SIGNATURES: readonly Signature[] = [
  { pattern: /stratus-red-team/i, kind: 'offensive-tool', name: 'Stratus Red Team' },
  { pattern: /\bpacu\b/i, kind: 'offensive-tool', name: 'Pacu' },
  { pattern: /cloudfox/i, kind: 'offensive-tool', name: 'CloudFox' },
  { pattern: /scout-?suite/i, kind: 'offensive-tool', name: 'ScoutSuite' },
  { pattern: /prowler\/?(\d[\d.]*)?/i, kind: 'security-tool', name: 'Prowler' },
  { pattern: /trufflehog/i, kind: 'offensive-tool', name: 'TruffleHog' },
  { pattern: /s3 ?browser[ /-]?(\d[\d.]*)?/i, kind: 's3-browser', name: 'S3 Browser' },
  { pattern: /cyberduck\/(\d[\d.]*)/i, kind: 's3-browser', name: 'Cyberduck' },
  { pattern: /winscp\/(\d[\d.]*)/i, kind: 's3-browser', name: 'WinSCP' },
  { pattern: /\b(?:kali|parrot|pentoo)\b/i, kind: 'offensive-tool', name: 'a penetration-testing Linux' },
  { pattern: /(?:OpenTofu\/1\.0 )?OpenTofu\/(\d[\d.]*)/i, kind: 'terraform', name: 'OpenTofu' },
  { pattern: /Terraform\/(\d[\d.]*)/i, kind: 'terraform', name: 'Terraform' },
  { pattern: /terraform/i, kind: 'terraform', name: 'Terraform' },
  { pattern: /pulumi/i, kind: 'pulumi', name: 'Pulumi' },
  { pattern: /(?:aws-cdk|cdk-cli)[/#]?(\d[\d.]*)?/i, kind: 'cdk', name: 'AWS CDK' },
  { pattern: /^cloudformation\.amazonaws\.com/, kind: 'cloudformation', name: 'CloudFormation' },
  { pattern: /ansible/i, kind: 'ansible', name: 'Ansible' },
  { pattern: /exec-env\/CloudShell/, kind: 'cloudshell', name: 'AWS CLI in CloudShell' },
  { pattern: /^aws-cli\/(\d[\d.]*)/, kind: 'aws-cli', name: 'AWS CLI' },
  { pattern: /AWSPowerShell[\w.]*\/(\d[\d.]*)/i, kind: 'sdk', name: 'AWS Tools for PowerShell' },
  { pattern: /^Boto3\/(\d[\d.]*)/i, kind: 'boto3', name: 'boto3' },
  { pattern: /^Botocore\/(\d[\d.]*)/i, kind: 'boto3', name: 'botocore' },
  {
    pattern: /^(?:signin|console)\.(?:[\w-]+\.)?(?:amazonaws|aws\.amazon)\.com|S3Console|AWSConsole/i,
    kind: 'console',
    name: 'AWS console',
  },
  { pattern: /kubectl|kubelet\/v?(\d[\d.]*)?/i, kind: 'kubernetes', name: 'Kubernetes' },
  { pattern: /PostmanRuntime\/(\d[\d.]*)/, kind: 'http', name: 'Postman' },
  { pattern: /^curl\/(\d[\d.]*)/, kind: 'http', name: 'curl' },
  { pattern: /^python-(?:requests|urllib)/i, kind: 'http', name: 'a Python script' },
];

const SDK_LANGUAGES: Readonly<Record<string, string>> = {
  go: 'Go',
  java: 'Java',
  js: 'JavaScript',
  nodejs: 'JavaScript',
  dotnet: '.NET',
  net: '.NET',
  php: 'PHP',
  ruby: 'Ruby',
  rust: 'Rust',
  cpp: 'C++',
  swift: 'Swift',
  kotlin: 'Kotlin',
  python: 'Python',
  ios: 'Swift',
  android: 'Java',
};

/** Clients are few, and each makes many calls. */
const MOST_AGENTS = 2000;

/** What a user agent stands for; undefined where it says nothing. Records before 2020 put it in brackets. */
export const describeUserAgent = remember((text): Client | undefined => {
  const agent = text.replace(/^\[|\]$/g, '').trim();
  if (agent === '' || agent === '-') return undefined;
  return (
    bySignature(agent) ??
    byService(agent) ??
    bySdk(agent) ??
    byBrowser(agent) ?? { kind: 'other', name: firstProduct(agent) }
  );
}, MOST_AGENTS);

function bySignature(agent: string): Client | undefined {
  for (const { pattern, kind, name } of SIGNATURES) {
    const match = pattern.exec(agent);
    if (match) return { kind, name: joined(name, shortVersion(match[1]), match[1] && systemOf(agent)) };
  }
  return undefined;
}

/** `aws-sdk-go-v2/1.32.3`, `aws-sdk-java/1.11.590`, `aws-sdk-dotnet-coreclr/3.7`, `aws-sdk-ruby3/3.1` */
function bySdk(agent: string): Client | undefined {
  const match = /aws-sdk-([a-z]+)[\w-]*\/(\d[\d.]*)?/i.exec(agent);
  if (!match) return undefined;
  const language = SDK_LANGUAGES[match[1]?.toLowerCase() ?? ''];
  return {
    kind: 'sdk',
    name: joined(language ? `AWS SDK for ${language}` : 'AWS SDK', shortVersion(match[2]), systemOf(agent)),
  };
}

function byBrowser(agent: string): Client | undefined {
  if (!agent.startsWith('Mozilla/')) return undefined;
  const { browser, os } = Bowser.parse(agent);
  // Bowser calls a browser that it does not know by the first word of the user agent.
  if (!browser.name || browser.name === 'Mozilla') return { kind: 'browser', name: joined('a browser', '', os.name) };
  return { kind: 'browser', name: joined(browser.name, '', os.name) };
}

function byService(agent: string): Client | undefined {
  if (/^(AWS$|AWS ?Internal|aws-internal\/|Coral\/)/i.test(agent)) return { kind: 'aws-service', name: 'AWS itself' };
  return /^[\w.-]+\.(amazonaws\.com(\.cn)?|aws\.internal)$/.test(agent)
    ? { kind: 'aws-service', name: agent }
    : undefined;
}

function firstProduct(agent: string): string {
  return agent.split(/\s/, 1)[0]?.slice(0, 80) ?? agent;
}

/** Two places tell what a reader needs. */
function shortVersion(version = ''): string {
  return version.split('.').slice(0, 2).join('.');
}

function systemOf(agent: string): string | undefined {
  if (/microsoft-standard-WSL|\bWSL2?\b/.test(agent)) return 'Linux (WSL)';
  if (/windows/i.test(agent)) return 'Windows';
  if (/os\/macos|darwin|mac ?os/i.test(agent)) return 'macOS';
  return /linux/i.test(agent) ? 'Linux' : undefined;
}

function joined(name: string, version: string, system: string | undefined): string {
  return [name, version, system ? `on ${system}` : ''].filter(Boolean).join(' ');
}
