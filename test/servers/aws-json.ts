import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from './http.ts';

/** What an action answers; a refusal is AWS's name for it. */
type Action = (input: JsonObject) => JsonObject | { readonly refusal: string };

/** An AWS service that speaks JSON, by its actions, such as `AWSEvents.ListTargetsByRule`. */
export function startAwsService(actions: Readonly<Record<string, Action>>): Promise<HttpServer> {
  return startHttpServer((request, body, response) => {
    const input: unknown = JSON.parse(body);
    const action = actions[String(request.headers['x-amz-target'])];
    const answer = action && isObject(input) ? action(input) : { refusal: 'UnknownOperationException' };
    if ('refusal' in answer)
      sendJson(response, 400, { __type: answer.refusal, message: `${answer.refusal} of the test` });
    else sendJson(response, 200, answer);
  });
}
