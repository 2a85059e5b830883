// OpenAI's SDK at the one entry for all providers, where the model's name says who is asked: a provider, or a dynamic route.
import OpenAI from 'openai';
import { ANSWERED, QUESTION, STATUSES, gateway, provider, report, theirs, token } from './scenarios.mjs';

const at = (baseURL, prefix, defaultHeaders) => ({
  api: new OpenAI({ apiKey: 'sk-test', baseURL, maxRetries: 0, defaultHeaders }),
  name: (model) => prefix + model,
});
const team = gateway.replace(/default$/, 'team');
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
const chat = (c, model, more) => ({ model: c.name(model), messages: [{ role: 'user', content: QUESTION }], ...more });

async function stream(c, see, asked) {
  const chunks = c.api.chat.completions.stream(asked);
  chunks.on('chunk', (chunk) => see('chunk', chunk));
  const whole = await chunks.finalChatCompletion();
  see('whole', whole);
  return whole;
}

const results = (message) => [
  message,
  ...message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: '21 degrees' })),
];

const chats = [
  {
    name: 'chat answers',
    expected: [QUESTION, 'status: 200'],
    run: async (c, see) => {
      const { data, response } = await c.api.chat.completions.create(chat(c, 'echo')).withResponse();
      see('status', response.status);
      see('head', theirs(response.headers));
      see('answer', data);
    },
  },
  ...['echo', 'split-utf8', 'think'].map((model) => ({
    name: `chat streams ${model}`,
    expected: 'whole: ',
    run: (c, see) => stream(c, see, chat(c, model)),
  })),
  {
    name: 'a chat stream tells the usage that was asked for',
    expected: '"completion_tokens"',
    run: (c, see) => stream(c, see, chat(c, 'echo', { stream_options: { include_usage: true } })),
  },
  {
    name: 'chat calls tools and answers their results',
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = chat(c, 'tools2', { tools });
      const calling = await c.api.chat.completions.create(asked);
      see('calling', calling);
      asked.messages.push(...results(calling.choices[0].message));
      see('answer', await c.api.chat.completions.create(asked));
    },
  },
  {
    name: 'chat calls tools and answers their results in streams',
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = chat(c, 'tools2', { tools });
      const calling = await stream(c, see, asked);
      asked.messages.push(...results(calling.choices[0].message));
      await stream(c, see, asked);
    },
  },
  ...STATUSES.flatMap((status) => [
    {
      name: `chat raises ${status}`,
      expected: [`raised status: ${status}`, 'req_0123456789abcdef'],
      run: (c) => c.api.chat.completions.create(chat(c, `err-${status}`)),
    },
    {
      name: `a chat stream raises ${status}`,
      expected: `raised status: ${status}`,
      run: (c, see) => stream(c, see, chat(c, `err-${status}`)),
    },
  ]),
  {
    name: 'a chat stream raises its error',
    expected: ['chunk: ', 'raised: APIError: The server had an error'],
    run: (c, see) => stream(c, see, chat(c, 'instream-err')),
  },
  {
    name: 'a broken chat stream raises',
    expected: ['chunk: ', 'raised: APIError: Upstream stream broke off'],
    throughOnly: true,
    run: (c, see) => stream(c, see, chat(c, 'cut')),
  },
];

const ours = [
  {
    name: 'models are listed, routes among them',
    expected: ['model: openai/gpt-4o-mini of openai', 'model: dynamic/echo of ', 'model: dynamic/walk of '],
    run: async (c, see) => {
      for await (const model of c.api.models.list()) {
        see('model', `${model.id} of ${model.owned_by}`);
      }
    },
  },
  {
    name: 'a route falls back to its second model, and its head names that one',
    expected: ['served by: openai echo 1', QUESTION],
    run: async (c, see) => {
      const asked = { ...chat(c, ''), model: 'dynamic/walk' };
      const { data, response } = await c.api.chat.completions.create(asked).withResponse();
      const head = ['cf-aig-provider', 'cf-aig-model', 'cf-aig-step'].map((name) => response.headers.get(name));
      see('served by', head.join(' '));
      see('answer', data);
    },
  },
  {
    name: 'a route falls back in a stream',
    expected: `"content":"${QUESTION}"`,
    run: (c, see) => stream(c, see, { ...chat(c, ''), model: 'dynamic/walk' }),
  },
  ...[
    ['dynamic/nothing', 'raised: NotFoundError: 404 '],
    ['nobody/echo', 'raised: BadRequestError: 400 '],
    ['echo', 'raised: BadRequestError: 400 '],
  ].map(([model, expected]) => ({
    name: `${model} raises`,
    expected,
    run: (c) => c.api.chat.completions.create({ ...chat(c, ''), model }),
  })),
].map((scenario) => ({ ...scenario, throughOnly: true }));

const embeddings = {
  name: 'embeddings decode',
  expected: 'embedding: [0.5,0.25]',
  run: async (c, see) => {
    const asked = { model: c.name('text-embedding-3-small').replace('dynamic/', 'openai/'), input: QUESTION };
    see('embedding', (await c.api.embeddings.create(asked)).data[0].embedding);
  },
};

await report(
  at(`${provider}/v1`, ''),
  [
    at(`${gateway}/compat`, 'openai/'),
    at(`${gateway}/compat/v1`, 'openai/'),
    at(`${gateway}/compat`, 'dynamic/'),
    at(`${team}/compat`, 'dynamic/', { 'cf-aig-authorization': `Bearer ${token}` }),
  ],
  [...chats, embeddings, ...ours],
);
