import { arrayAt, type JsonObject, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { statements, texts } from '../deploy/privilege-check.ts';
import { type Deployment, FILES } from './deployment.ts';
import { firingRules } from './event-bridge.ts';
import { type Packaged, type PackageOptions, packageService } from './package.ts';

export const HUB_ACCOUNT = '111122223333';
export const SPOKE = { account: '444455556666', region: 'us-east-1' };
export const HUB_REGION = 'eu-central-1';
const HUB_ARN = `arn:aws:events:${HUB_REGION}:${HUB_ACCOUNT}:event-bus/trailbell-test`;

/** A region of another account, whose default bus forwards to a hub. */
export interface Spoke {
  readonly packaged: Packaged;
  /** The default bus gets an event. Returns the logical ids of the queues of the hub that it reaches. */
  putEvent(event: JsonObject): Promise<string[]>;
}

/** Packages a forwarder in an empty folder, as a user would. */
export function packageForwarder(folder: string, options: PackageOptions = {}): Promise<Packaged> {
  const forwarder = { config: 'serverless.forwarder.yml', region: SPOKE.region, params: { hub: HUB_ARN } };
  return packageService(folder, FILES, { ...forwarder, ...options });
}

/** Deploys a forwarder to where its hub takes its events from. */
export function connectSpoke(packaged: Packaged, hub: Deployment): Spoke {
  return {
    packaged,
    putEvent: async (event) => {
      const reached: string[] = [];
      for (const rule of firingRules(packaged.resources, event)) {
        const arn = crossing(rule, packaged);
        const bus = busOf(arn, hub.packaged.resources);
        reached.push(...(await hub.stack.putEvent(event, bus)));
      }
      return reached;
    },
  };
}

/** The ARN to which a rule sends. @throws where its role may not put events there */
function crossing(rule: JsonObject, { template, resources }: Packaged): string {
  const parameter = textAt(rule, 'Targets', '0', 'Arn', 'Ref') ?? '';
  const role = resources[textAt(rule, 'Targets', '0', 'RoleArn', 'Fn::GetAtt', '0') ?? ''];
  const mayPut = statements(role?.Properties.Policies).some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' && Action === 'events:PutEvents' && textAt(Resource, 'Ref') === parameter,
  );
  if (!mayPut) throw new Error(`the role of ${rule.Name} may not put events on its target`);
  return textAt(template, 'Parameters', parameter, 'Default') ?? '';
}

/** The logical id of the bus of an ARN. @throws where there is none in the hub, or its policy does not admit the spoke */
function busOf(arn: string, resources: Resources): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const [id = ''] =
    Object.entries(resources).find(
      ([, { Type, Properties }]) => Type === 'AWS::Events::EventBus' && Properties.Name === name,
    ) ?? [];
  const admits = Object.values(resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::Events::EventBusPolicy' && valueAt(Properties, 'EventBusName', 'Ref') === id,
    )
    .flatMap(({ Properties }) => arrayAt(Properties, 'Statement', 'Principal', 'AWS'))
    .flatMap(texts);
  if (!admits.includes(`arn:\${AWS::Partition}:iam::${SPOKE.account}:root`))
    throw new Error(`${name} does not admit the spoke`);
  return id;
}
