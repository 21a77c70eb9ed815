import { isObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from './http.ts';

export interface ParameterStore extends HttpServer {
  /** Names of the parameters that were read, in order. */
  readonly reads: readonly string[];
}

/** SSM's GetParameter over some SecureStrings, by name. */
export async function startParameterStore(parameters: Readonly<Record<string, string>>): Promise<ParameterStore> {
  const reads: string[] = [];
  const server = await startHttpServer((request, body, response) => {
    const input: unknown = JSON.parse(body);
    const name = isObject(input) ? String(input.Name) : '';
    if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParameter') {
      return sendJson(response, 400, { __type: 'UnknownOperationException' });
    }
    reads.push(name);
    const value = parameters[name];
    if (value === undefined) return sendJson(response, 400, { __type: 'ParameterNotFound', message: name });
    const encrypted = isObject(input) && input.WithDecryption !== true;
    sendJson(response, 200, {
      Parameter: { Name: name, Type: 'SecureString', Value: encrypted ? 'AQICAHexample' : value, Version: 1 },
    });
  });
  return { ...server, reads };
}
