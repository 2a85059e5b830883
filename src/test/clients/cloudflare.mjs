// Runs every method of Cloudflare's SDK for AI Gateway against the management API, and checks each result against the
// SDK's own types. Only the base URL and the token are ours. Prints [{name, wrong: [...]}] as JSON.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Cloudflare from 'cloudflare';
import { declared, mismatches } from './declared.mjs';
import { missing } from './raw.mjs';
import { wanted } from './wanted.mjs';

const account_id = 'default';
/** The raw texts of a method's answers, as they came: a list has one for each page. */
let raw = [];
async function listening(...asked) {
  const answer = await fetch(...asked);
  raw.push(await answer.clone().text());
  return answer;
}
const client = new Cloudflare({
  baseURL: wanted('ADMIN_URL'),
  apiToken: wanted('ADMIN_TOKEN'),
  maxRetries: 0,
  fetch: listening,
});
const ai = client.aiGateway;
const folder = dirname(createRequire(import.meta.url).resolve('cloudflare/resources/ai-gateway/ai-gateway.js'));

/** Each resource, with the file that declares it. Billing is Cloudflare's own: nobody is billed here. */
const resources = {
  gateways: [ai, 'ai-gateway'],
  customProviders: [ai.customProviders, 'custom-providers'],
  datasets: [ai.datasets, 'datasets'],
  dynamicRouting: [ai.dynamicRouting, 'dynamic-routing'],
  evaluationTypes: [ai.evaluationTypes, 'evaluation-types'],
  evaluations: [ai.evaluations, 'evaluations'],
  logs: [ai.logs, 'logs'],
  providerConfigs: [ai.providerConfigs, 'provider-configs'],
  urls: [ai.urls, 'urls'],
};
const NOT_OURS = ['billing'];

const types = Object.fromEntries(
  Object.entries(resources).map(([name, [, file]]) => [name, declared(join(folder, `${file}.d.ts`))]),
);
/** The types call a log's metadata a text; Cloudflare's own server answers with an object, and so do we. */
const LIVE = /^Log(List|Get)Response\.metadata is \{.*\}; must be a string$/;
const results = [];
const ran = new Set();

/** Runs one method, checks what comes back, and returns it; a failure is told and gives an empty object. */
async function run(method, ...args) {
  const [resource, name] = method.split('.');
  ran.add(method);
  const { paged, type } = types[resource].methods.get(name);
  const wrong = [];
  let value = {};
  try {
    raw = [];
    const promise = resources[resource][0][name](...args);
    value = paged ? await all(promise) : await promise;
    const each = paged ? value : [value];
    if (paged && each.length === 0) wrong.push('the list is empty');
    wrong.push(...each.flatMap((one) => mismatches(types[resource].types, type, one)).filter((told) => !LIVE.test(told)));
    wrong.push(...missing(method, JSON.parse(raw[0])));
  } catch (raised) {
    wrong.push(`${raised.constructor.name}: ${raised.message}`);
  }
  results.push({ name: method, wrong });
  return value ?? {};
}

async function all(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}

function expect(what, isTrue) {
  results.push({ name: what, wrong: isTrue ? [] : ['it is not so'] });
}

const five = {
  cache_invalidate_on_update: true,
  cache_ttl: 0,
  collect_logs: true,
  rate_limiting_interval: 0,
  rate_limiting_limit: 0,
};
const gateway_id = 'sdk';
const inGateway = { account_id, gateway_id };

const made = await run('gateways.create', { account_id, id: gateway_id, ...five, authentication: false });
expect('a gateway has the id it was given', made.id === gateway_id);
const full = await run('gateways.update', gateway_id, {
  account_id,
  ...five,
  cache_ttl: null,
  authentication: false,
  rate_limiting_technique: 'sliding',
  log_management: 10000,
  log_management_strategy: 'DELETE_OLDEST',
  retry_max_attempts: 3,
  retry_delay: 1000,
  retry_backoff: 'linear',
  store_id: 'store-1',
  guardrails: { prompt: { S1: 'BLOCK' }, response: {} },
  dlp: { enabled: false, policies: [{ id: 'p', action: 'FLAG', check: ['REQUEST'], enabled: true, profiles: ['x'] }] },
  otel: [{ url: 'https://collector.example', headers: { a: 'b' }, content_type: 'json' }],
  spend_limits: { enabled: false, rules: [{ limit: 1.5, limitType: 'cost', window: 60, metadata: { u: { mode: 'partition' } } }] },
  stripe: { authorization: 'rk', usage_events: [{ payload: '{}' }] },
});
expect('an update that leaves out nothing keeps the rest', full.retry_delay === 1000 && full.cache_ttl === 0);
await run('gateways.get', gateway_id, { account_id });
const listed = await run('gateways.list', { account_id, per_page: 1 });
expect('a list is read to its end over pages of one', listed.length >= 2);
const url = await run('urls.get', 'openai', inGateway);
expect('a URL ends with its provider', String(url).endsWith(`/v1/${account_id}/${gateway_id}/openai`));

const provider = await run('customProviders.create', {
  account_id,
  name: 'Acme',
  slug: 'acme',
  base_url: 'https://api.acme.example/v1',
  headers: '{"x-key":"v"}',
  description: 'Models of Acme',
  link: 'https://acme.example',
  enable: true,
});
await run('customProviders.get', provider.id, { account_id });
await run('customProviders.list', { account_id, enable: true, search: 'acm' });
await run('customProviders.delete', provider.id, { account_id });

await run('providerConfigs.create', gateway_id, {
  account_id,
  alias: 'main',
  default_config: true,
  provider_slug: 'openai',
  secret: 'sk-test',
});
await run('providerConfigs.list', gateway_id, { account_id });

const elements = [
  { id: 'start', type: 'start', outputs: { next: { elementId: 'model' } } },
  {
    id: 'model',
    type: 'model',
    properties: { provider: 'openai', model: 'gpt-4o', retries: 0, timeout: 10000 },
    outputs: { success: { elementId: 'end' }, fallback: { elementId: 'end' } },
  },
  { id: 'end', type: 'end', outputs: {} },
];
const route = await run('dynamicRouting.create', gateway_id, { account_id, name: 'support', elements });
const version = await run('dynamicRouting.createVersion', route.id, { ...inGateway, elements });
expect('what is saved as a version is the route', version.id === route.id);
const versions = await run('dynamicRouting.listVersions', route.id, inGateway);
const version_id = versions.data?.versions.find(({ active }) => active === 'false')?.version_id ?? 'none';
await run('dynamicRouting.getVersion', version_id, { ...inGateway, id: route.id });
await run('dynamicRouting.createDeployment', route.id, { ...inGateway, version_id });
await run('dynamicRouting.listDeployments', route.id, inGateway);
await run('dynamicRouting.update', route.id, { ...inGateway, name: 'support-2' });
await run('dynamicRouting.get', route.id, inGateway);
await run('dynamicRouting.list', gateway_id, { account_id });
await run('dynamicRouting.delete', route.id, inGateway);

await fetch(`${wanted('GATEWAY_ORIGIN')}/v1/${account_id}/${gateway_id}/openai/chat/completions`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    authorization: 'Bearer sk-test',
    'cf-aig-metadata': '{"team":"b"}',
    'cf-aig-custom-cost': '{"per_token_in":0.000001,"per_token_out":0.000002}',
  },
  body: JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'hello' }] }),
}).then((answer) => answer.text());
let logs = [];
for (let tries = 0; tries < 100 && logs.length === 0; tries++) {
  logs = await all(ai.logs.list(gateway_id, { account_id })).catch(() => []);
  await new Promise((later) => setTimeout(later, 100));
}
await run('logs.list', gateway_id, { account_id, order_by: 'created_at', order_by_direction: 'desc' });
const log = logs[0]?.id ?? 'none';
await run('logs.get', log, inGateway);
const request = await run('logs.request', log, inGateway);
expect('a logged request is the one that was sent', request.messages?.[0]?.content === 'hello');
const response = await run('logs.response', log, inGateway);
expect('a logged response is the one that came', JSON.stringify(response).includes('hello'));
await run('logs.edit', log, { ...inGateway, feedback: 1, score: 90, metadata: { team: 'a' } });
const praised = await all(ai.logs.list(gateway_id, { account_id, feedback: 1 }));
expect('feedback is found again', praised.length === 1 && praised[0].id === log);

const filters = [{ key: 'provider', operator: 'eq', value: ['openai'] }];
const dataset = await run('datasets.create', gateway_id, { account_id, name: 'all', enable: true, filters });
await run('datasets.get', dataset.id, inGateway);
await run('datasets.update', dataset.id, { ...inGateway, name: 'all of them', enable: true, filters });
await run('datasets.list', gateway_id, { account_id });
const kinds = await run('evaluationTypes.list', { account_id });
const evaluation = await run('evaluations.create', gateway_id, {
  account_id,
  name: 'first',
  dataset_ids: [dataset.id],
  evaluation_type_ids: [kinds[0]?.id ?? 'none'],
});
await run('evaluations.get', evaluation.id, inGateway);
await run('evaluations.list', gateway_id, { account_id });
await run('evaluations.delete', evaluation.id, inGateway);
await run('datasets.delete', dataset.id, inGateway);
await run('logs.delete', gateway_id, { account_id, limit: 1 });
expect('a deleted log is gone', (await all(ai.logs.list(gateway_id, { account_id }))).length === 0);
await run('gateways.delete', gateway_id, { account_id });

for (const [name, [resource]] of Object.entries(resources)) {
  const methods = new Set();
  for (let at = Object.getPrototypeOf(resource); at && at.constructor.name !== 'APIResource'; at = Object.getPrototypeOf(at)) {
    Object.getOwnPropertyNames(at).filter((method) => method !== 'constructor').forEach((method) => methods.add(method));
  }
  const left = [...methods].filter((method) => !ran.has(`${name}.${method}`));
  results.push({ name: `every method of ${name} was run`, wrong: left.map((method) => `${method} was not`) });
}
const known = Object.values(resources).map(([resource]) => resource);
const others = Object.entries(ai)
  .filter(([name, value]) => value?._client === client && name !== '_client' && !known.includes(value) && !NOT_OURS.includes(name))
  .map(([name]) => name);
results.push({ name: 'every resource is known', wrong: others });
process.stdout.write(JSON.stringify(results));
