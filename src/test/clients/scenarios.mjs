// Runs each scenario against the provider itself and through the gateway, and prints what the program saw each time as JSON.

import { wanted } from './wanted.mjs';

const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

export const provider = wanted('PROVIDER_URL');
export const gateway = wanted('GATEWAY_URL');
export const token = wanted('GATEWAY_TOKEN');

/** A scenario is {name, expected, run(client, see), throughOnly?}; expected must appear in what was seen. */
export async function report(direct, through, scenarios) {
  const results = [];
  for (const scenario of scenarios) {
    const { name, expected } = scenario;
    const result = { name, expected: [expected].flat(), through: [] };
    if (!scenario.throughOnly) {
      result.direct = await seen(direct, scenario.run);
    }
    for (const client of through) {
      result.through.push(await seen(client, scenario.run));
    }
    results.push(result);
  }
  process.stdout.write(JSON.stringify(results));
}

async function seen(client, run) {
  const lines = [];
  const see = (what, value) => lines.push(`${what}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  try {
    await run(client, see);
  } catch (raised) {
    raisedLines(raised, see);
  }
  return lines;
}

export function raisedLines(raised, see) {
  see('raised', `${raised.constructor.name}: ${raised.message}`);
  for (const field of ['status', 'statusCode', 'code', 'type', 'param', 'requestID', 'error', 'responseBody', 'isRetryable']) {
    if (raised[field] !== undefined) {
      see(`raised ${field}`, raised[field]);
    }
  }
  const headers = raised.headers ?? raised.responseHeaders;
  if (headers) {
    see('raised headers', theirs(headers));
  }
}

/** The fields of an answer's head that are the provider's. */
export function theirs(headers) {
  const all = headers instanceof Headers ? [...headers] : Object.entries(headers);
  return all.filter(([name]) => !name.startsWith('cf-aig-') && !OF_THE_CONNECTION.has(name)).sort();
}

export const STATUSES = [401, 404, 429, 500];
export const QUESTION = 'Where is Zürich?';
export const ANSWERED = 'The tool said: ';
