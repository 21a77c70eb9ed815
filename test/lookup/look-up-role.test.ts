import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { USER_ACTIONS } from '../../src/lookup/user.ts';
import { privilegeFaults, statements } from '../deploy/privilege-check.ts';
import { referenceFaults } from '../deploy/reference-check.ts';
import { schemaFaults } from '../deploy/schema-check.ts';

const { Resources, Parameters } = parse(await readFile('docs/look-up-role.yml', 'utf8'));

test("the role for other accounts follows CloudFormation's schema and refers to what is there", () => {
  expect(schemaFaults(Resources)).toEqual([]);
  expect(referenceFaults({ ...Resources, ...Parameters })).toEqual([]);
});

test('it allows what look-ups ask for, and no more', () => {
  expect(privilegeFaults(Resources)).toEqual([]);
  expect(statements(Resources.LookUpRole.Properties.Policies).map(({ Action }) => Action)).toEqual([USER_ACTIONS]);
});

test('it trusts the roles of one deployment only', () => {
  expect(statements(Resources.LookUpRole.Properties.AssumeRolePolicyDocument)).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${TrailbellAccount}:root` } },
      Action: 'sts:AssumeRole',
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${TrailbellAccount}:role/\${Service}-*` },
        },
      },
    },
  ]);
});
