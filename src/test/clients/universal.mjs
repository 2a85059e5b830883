// ai-gateway-provider asks one address for a list of steps: the universal endpoint. Two ways lead it to a gateway of one's
// own: its `binding`, an object whose run() sends the steps, or a fetch that goes to another host.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createAiGateway } from 'ai-gateway-provider';
import { createOpenAI as createKeylessOpenAI } from 'ai-gateway-provider/providers/openai';
import { createGoogleGenerativeAI } from 'ai-gateway-provider/providers/google';
import { createUnified } from 'ai-gateway-provider/providers/unified';
import { generate, stream, weather } from './vercel-calls.mjs';
import { ANSWERED, QUESTION, STATUSES, gateway, report, token } from './scenarios.mjs';

const open = createOpenAI({ apiKey: 'sk-test' });
const anth = createAnthropic({ apiKey: 'sk-ant-test' });
const goog = createGoogleGenerativeAI({ apiKey: 'AIza-test' });
const unified = createUnified({ apiKey: 'sk-test' });
const apis = {
  chat: (name) => open.chat(name),
  responses: (name) => open.responses(name),
  anthropic: (name) => anth(name),
  google: (name) => goog(name),
  unified: (name) => unified(`openai/${name}`),
  route: (name) => unified(`dynamic/${name}`),
};

let answered;
const plainFetch = globalThis.fetch;
const origin = new URL(gateway).origin;

globalThis.fetch = async (url, init) => {
  answered = await plainFetch(String(url).replace('https://gateway.ai.cloudflare.com', origin), init);
  return answered;
};

const sent = (url) => ({
  run: async (steps, init) => {
    const headers = { 'content-type': 'application/json' };
    answered = await plainFetch(url, { method: 'POST', headers, body: JSON.stringify(steps), signal: init?.signal });
    return answered;
  },
});

const byFetch = (id, apiKey, options) => createAiGateway({ accountId: 'default', gateway: id, apiKey, options });
const byBinding = (id, _, options) => createAiGateway({ binding: sent(gateway.replace(/default$/, id)), options });

const step = (see) => see('step of the gateway', answered.headers.get('cf-aig-step'));

const served = Object.keys(apis).flatMap((api) => [
  {
    name: `${api} answers`,
    expected: [`text: ${QUESTION}`, 'step of the gateway: 0'],
    run: async (ways, see) => {
      await generate(see, { model: ways('default')(apis[api]('echo')), prompt: QUESTION });
      step(see);
    },
  },
  {
    name: `${api} streams`,
    expected: [`text: ${QUESTION}`, 'part: {"type":"finish"', 'step of the gateway: 0'],
    run: async (ways, see) => {
      await stream(see, { model: ways('default')(apis[api]('echo')), prompt: QUESTION });
      step(see);
    },
  },
  {
    name: `${api} calls a tool and answers the result`,
    expected: `text: ${ANSWERED}`,
    run: (ways, see) => generate(see, { model: ways('default')(apis[api]('tool')), prompt: QUESTION, ...weather }),
  },
  ...STATUSES.map((status) => ({
    name: `${api} raises ${status}`,
    expected: `raised statusCode: ${status}`,
    run: (ways, see) => generate(see, { model: ways('default')(apis[api](`err-${status}`)), prompt: QUESTION }),
  })),
  {
    name: `a stream of ${api} raises its error`,
    expected: ['part: {"type":"text-delta"', 'The server had an error'],
    run: (ways, see) => stream(see, { model: ways('default')(apis[api]('instream-err')), prompt: QUESTION }),
  },
]);

const walked = [
  {
    name: 'falls back to the second model, of another provider',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 1'],
    run: async (ways, see) => {
      const model = ways('default')([apis.chat('err-500'), apis.anthropic('echo')]);
      await generate(see, { model, prompt: QUESTION });
      step(see);
    },
  },
  {
    name: 'falls back in a stream, over two failures',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 2'],
    run: async (ways, see) => {
      const model = ways('default')([apis.anthropic('err-429'), apis.responses('err-404'), apis.google('echo')]);
      await stream(see, { model, prompt: QUESTION });
      step(see);
    },
  },
  {
    name: 'tells the last error where every model fails',
    expected: ['raised statusCode: 429', 'step of the gateway: 1'],
    run: async (ways, see) => {
      const model = ways('default')([apis.chat('err-500'), apis.anthropic('err-429')]);
      await generate(see, { model, prompt: QUESTION }).catch((raised) => {
        see('raised statusCode', raised.statusCode);
      });
      step(see);
    },
  },
  {
    name: 'a route walks its own models, as one step',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 0', 'served by: echo'],
    run: async (ways, see) => {
      await generate(see, { model: ways('default')(apis.route('walk')), prompt: QUESTION });
      step(see);
      see('served by', answered.headers.get('cf-aig-model'));
    },
  },
  {
    name: 'a route walks its own models in a stream',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 0'],
    run: async (ways, see) => {
      await stream(see, { model: ways('default')(apis.route('walk')), prompt: QUESTION });
      step(see);
    },
  },
  {
    name: 'falls back from a model to a route, and from its models to the next',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 2'],
    run: async (ways, see) => {
      const model = ways('default')([apis.anthropic('err-500'), apis.route('err-404'), apis.google('echo')]);
      await generate(see, { model, prompt: QUESTION });
      step(see);
    },
  },
  {
    name: 'falls back from a model to a route in a stream',
    expected: [`text: ${QUESTION}`, 'step of the gateway: 1'],
    run: async (ways, see) => {
      await stream(see, { model: ways('default')([apis.anthropic('err-500'), apis.route('walk')]), prompt: QUESTION });
      step(see);
    },
  },
  {
    name: 'learns that a route does not exist',
    expected: ['raised statusCode: 404', 'no dynamic route called'],
    run: (ways, see) => generate(see, { model: ways('default')(apis.route('nothing')), prompt: QUESTION }),
  },
  {
    name: 'a provider that is asked without a key says so itself',
    expected: ['raised statusCode: 401', "You didn't provide an API key."],
    run: (ways, see) => generate(see, { model: ways('default')(createKeylessOpenAI().chat('echo')), prompt: QUESTION }),
  },
  {
    name: 'takes the options of the call',
    expected: `text: ${QUESTION}`,
    run: (ways, see) => {
      const options = {
        cacheKey: 'k',
        cacheTtl: 0,
        skipCache: true,
        metadata: { team: 'a', n: 1n },
        collectLog: true,
        eventId: 'e1',
        requestTimeoutMs: 5000,
        retries: { maxAttempts: 2, retryDelayMs: 10, backoff: 'constant' },
      };
      return generate(see, { model: ways('default', undefined, options)(apis.chat('echo')), prompt: QUESTION });
    },
  },
  {
    name: 'learns that a gateway does not exist',
    expected: 'raised: AiGatewayDoesNotExist: This AI gateway does not exist',
    run: (ways, see) => generate(see, { model: ways('nowhere')(apis.chat('echo')), prompt: QUESTION }),
  },
  {
    name: 'learns that its token is not good',
    expected: 'raised: AiGatewayUnauthorizedError: ',
    run: (ways, see) => generate(see, { model: ways('team', 'wrong')(apis.chat('echo')), prompt: QUESTION }),
  },
];

const tokened = {
  name: 'passes with its token',
  expected: [`text: ${QUESTION}`, 'step of the gateway: 0'],
  run: async (_, see) => {
    await generate(see, { model: byFetch('team', token)(apis.chat('echo')), prompt: QUESTION });
    step(see);
  },
};

const all = [...served, ...walked, tokened].map((scenario) => ({ ...scenario, throughOnly: true }));

await report(undefined, [byFetch, byBinding], all);
