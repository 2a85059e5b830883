// What Cloudflare's documentation says each answer of the management API holds, looked for in the raw JSON.

const words = (text) => text.trim().split(/\s+/);
const GATEWAY = words(`id cache_invalidate_on_update cache_ttl collect_logs rate_limiting_interval rate_limiting_limit
  rate_limiting_technique authentication log_management log_management_strategy logpush logpush_public_key
  retry_max_attempts retry_delay retry_backoff store_id workers_ai_billing_mode zdr created_at modified_at is_default`);
const LOG = words(`id cached created_at duration model path provider success tokens_in tokens_out cost custom_cost metadata
  model_type request_content_type request_type response_content_type status_code step`);
const LOG_WHOLE = words(`${LOG.join(' ')} request_head request_head_complete request_size response_head
  response_head_complete response_size`);
const DATASET = words('id name enable filters gateway_id created_at modified_at');
const EVALUATION = words('id name gateway_id created_at modified_at processed total_logs datasets results');
const TYPE = words('id name type description enable mandatory created_at modified_at');
const CONFIG = words('id gateway_id provider_slug alias default_config secret_id secret_preview modified_at');
const PROVIDER = words('id name slug base_url description link enable beta logo account_id account_tag created_at modified_at');
const ROUTE = words('id name gateway_id created_at modified_at elements version deployment');
const VERSION = words('version_id active data created_at');
const DEPLOYMENT = words('deployment_id version_id created_at');
const PAGE = words('order_by order_by_direction page per_page');
const INFO = words('page per_page count total_count');

/** Where the object stands and what it must hold. */
const FIELDS = {
  'gateways.create': ['result', GATEWAY],
  'gateways.get': ['result', GATEWAY],
  'gateways.update': ['result', [...GATEWAY, 'dlp', 'guardrails', 'otel', 'spend_limits', 'stripe']],
  'gateways.delete': ['result', GATEWAY],
  'gateways.list': ['result.0', GATEWAY],
  'logs.list': ['result.0', LOG],
  'logs.get': ['result', LOG_WHOLE],
  'datasets.create': ['result', DATASET],
  'datasets.get': ['result', DATASET],
  'datasets.update': ['result', DATASET],
  'datasets.delete': ['result', DATASET],
  'datasets.list': ['result.0', DATASET],
  'evaluations.create': ['result', EVALUATION],
  'evaluations.get': ['result', EVALUATION],
  'evaluations.delete': ['result', EVALUATION],
  'evaluations.list': ['result.0', EVALUATION],
  'evaluationTypes.list': ['result.0', TYPE],
  'providerConfigs.create': ['result', CONFIG],
  'providerConfigs.list': ['result.0', CONFIG],
  'customProviders.create': ['result', PROVIDER],
  'customProviders.get': ['result', PROVIDER],
  'customProviders.list': ['result.0', PROVIDER],
  'customProviders.delete': ['result', ['id', 'name', 'slug']],
  'dynamicRouting.create': ['result', ROUTE],
  'dynamicRouting.get': ['result', ROUTE],
  'dynamicRouting.update': ['route', ['id', 'name', 'gateway_id', 'created_at', 'modified_at', 'elements']],
  'dynamicRouting.getVersion': ['result', VERSION],
  'dynamicRouting.listVersions': ['data.versions.0', VERSION],
  'dynamicRouting.listDeployments': ['data.deployments.0', DEPLOYMENT],
  'dynamicRouting.list': ['data.routes.0', ROUTE],
};

/** Everything that an answer should hold and does not. */
export function missing(method, answer) {
  const wrong = [];
  if (!['logs.request', 'logs.response'].includes(method) && answer.success !== true) wrong.push('success is not true');
  const [path, names] = FIELDS[method] ?? ['', []];
  const lack = (where, wanted) => {
    const found = where.split('.').reduce((at, part) => at?.[part], answer) ?? {};
    wrong.push(...wanted.filter((name) => !(name in found)).map((name) => `raw ${where}.${name} is missing`));
  };
  if (path) lack(path, names);
  if (path === 'result.0') lack('result_info', INFO);
  if (path.startsWith('data.')) lack('data', PAGE);
  return wrong;
}
