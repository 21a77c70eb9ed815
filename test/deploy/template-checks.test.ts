import { describe, expect, test } from '@jest/globals';
import { privilegeFaults } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { schemaFaults } from './schema-check.ts';

const TARGET = { Id: 'a', Arn: 'arn' };

/** A check that finds nothing wrong proves something only if it would find this. */
describe('the checks on a template', () => {
  test.each([
    ['an unknown property', { Nmae: 'a' }, ['A.Nmae: unknown property']],
    ['a wrong type', { Name: 1 }, ['A.Name: must be string, is 1']],
    ['a value that is not allowed', { State: 'ON' }, ['A.State: must be string, is "ON"']],
    ['a missing property, nested', { Targets: [{ Id: 'a' }] }, ['A.Targets[0].Arn: missing']],
    ['an unknown property, nested', { Targets: [{ ...TARGET, Dlq: 'a' }] }, ['A.Targets[0].Dlq: unknown property']],
    ['a tag without a value', { Tags: [{ Key: 'a' }] }, ['A.Tags[0].Value: missing']],
    ['a wrong type in a union', { EventPattern: 1 }, ['A.EventPattern: must be union, is 1']],
  ])('find %s', (_, Properties, faults) => {
    expect(schemaFaults({ A: { Type: 'AWS::Events::Rule', Properties } })).toEqual(faults);
  });

  test('find references that lead nowhere', () => {
    const Properties = {
      Name: { Ref: 'B' },
      RoleArn: { 'Fn::GetAtt': ['A', 'Nothing'] },
      Description: { 'Fn::Sub': `\${C}` },
    };
    expect(referenceFaults({ A: { Type: 'AWS::Events::Rule', Properties } })).toEqual(['B', 'A.Nothing', 'C']);
  });

  test('find references to what a condition may leave out, and conditions that there are not', () => {
    const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'a' }, Condition: 'Here' };
    const rule = { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'A' }, Name: { Ref: 'Given' } } };
    const Parameters = { Given: { Type: 'String' } };
    const Conditions = { Here: { 'Fn::Equals': [{ Ref: 'Given' }, { Ref: 'AWS::Region' }] } };
    expect(referenceFaults({ A: bus, B: { ...rule, Condition: 'Here' } }, { Parameters, Conditions })).toEqual([]);
    expect(referenceFaults({ A: bus, B: rule }, { Parameters, Conditions })).toEqual(['A']);
    expect(referenceFaults({ A: bus }, { Parameters })).toEqual(['Here']);
    expect(referenceFaults({}, { Conditions })).toEqual(['Given']);
  });

  test('find anyone who is let in, but for the members of one organisation', () => {
    const faults = (Condition?: object) =>
      privilegeFaults({
        A: {
          Type: 'AWS::Events::EventBusPolicy',
          Properties: { Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Condition } },
        },
      });
    expect(faults()).toEqual(['A allows *']);
    expect(faults({ StringEquals: { 'aws:PrincipalOrgID': 'o-*' } })).toEqual(['A allows *']);
    expect(faults({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } })).toEqual([]);
  });

  test.each([
    ['an action', { Action: 'sqs:*', Resource: 'a' }, 'A allows sqs:*'],
    ['a resource', { Action: 'sqs:SendMessage', Resource: ['*'] }, 'A allows *'],
    [
      'any key without an encryption context',
      { Action: 'kms:Decrypt', Resource: 'arn:p:kms:r:a:key/*' },
      'A allows arn:p:kms:r:a:key/*',
    ],
    ['a principal', { Action: 'sqs:SendMessage', Resource: 'a', Principal: '*' }, 'A allows *'],
  ])('find a wildcard for %s', (_, statement, fault) => {
    const PolicyDocument = { Statement: [{ Effect: 'Allow', ...statement }] };
    expect(privilegeFaults({ A: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument } } })).toEqual([fault]);
  });
});
