import type { CoverPattern } from '../cover/index.ts';
import type { Resources } from '../deploy/cloudformation.ts';
import type { Hub } from '../deploy/hub.ts';
import type { Needs, Partition, Subject } from '../lint/index.ts';
import type { Rule } from '../rule/rule.ts';
import type { Settings } from '../settings/settings.ts';

/** What the files want, and where it should stand. */
export interface Plan {
  readonly partition: Partition;
  readonly account: string;
  readonly region: string;
  readonly stage: string;
  /** What the names of its resources begin with, such as `trailbell-prod`. */
  readonly prefix: string;
  readonly handlers: readonly string[];
  /** Those that are enabled. */
  readonly rules: readonly Rule[];
  readonly subjects: readonly Subject[];
  readonly needs: Needs;
  readonly settings: Settings;
  /** Its bus, if it has one of its own. */
  readonly hub?: Hub;
  readonly nowMs: number;
}

/** A deployment as the files want it. */
export interface Deployment extends Plan {
  /** What CloudFormation is told to make, with the names and ARNs of queues, topics and buses filled in. */
  readonly template: Resources;
  /** What forwarders are told to forward. */
  readonly cover: readonly CoverPattern[];
}
