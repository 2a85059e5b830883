// Cloudflare's SDK at the other end of a pipe: each line of the input is {method, args} of its dynamic routes, each line of
// the output what came of it. Only the base URL and the token are ours.

import { createInterface } from 'node:readline';
import Cloudflare from 'cloudflare';
import { wanted } from './wanted.mjs';

const { aiGateway } = new Cloudflare({ baseURL: wanted('ADMIN_URL'), apiToken: wanted('ADMIN_TOKEN'), maxRetries: 0 });

for await (const line of createInterface({ input: process.stdin })) {
  const { method, args } = JSON.parse(line);
  let told;
  try {
    told = { result: await aiGateway.dynamicRouting[method](...args) };
  } catch (raised) {
    told = { raised: `${raised.constructor.name}: ${raised.message}` };
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
