import OpenAI from 'openai';
import { ANSWERED, QUESTION, STATUSES, gateway, provider, report, theirs } from './scenarios.mjs';

const client = (baseURL, apiKey = 'sk-test') => new OpenAI({ apiKey, baseURL, maxRetries: 0 });
const weather = { type: 'object', properties: { city: { type: 'string' } } };
const chatTools = [{ type: 'function', function: { name: 'weather', parameters: weather } }];
const responseTools = [{ type: 'function', name: 'weather', parameters: weather, strict: false }];
const chat = (model, more) => ({ model, messages: [{ role: 'user', content: QUESTION }], ...more });
const response = (model, more) => ({ model, input: QUESTION, ...more });

async function chatStream(c, see, asked) {
  const stream = c.chat.completions.stream(asked);
  stream.on('chunk', (chunk) => see('chunk', chunk));
  const whole = await stream.finalChatCompletion();
  see('whole', whole);
  return whole;
}

async function responseStream(c, see, asked) {
  const stream = await c.responses.create({ ...asked, stream: true });
  let whole;
  for await (const event of stream) {
    see('event', event);
    whole = event.response ?? whole;
  }
  see('whole', whole);
  return whole;
}

const chatResults = (message) => [
  message,
  ...message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: '21 degrees' })),
];
const responseResults = (output) => [
  ...output,
  ...output.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: '21 degrees' })),
];

const chats = [
  {
    name: 'chat answers',
    expected: [QUESTION, '200'],
    run: async (c, see) => {
      const { data, response: raw } = await c.chat.completions.create(chat('echo')).withResponse();
      see('status', raw.status);
      see('head', theirs(raw.headers));
      see('answer', data);
    },
  },
  ...['echo', 'json', 'think', 'len', 'stop', 'refuse', 'crlf', 'split-utf8'].map((model) => ({
    name: `chat streams ${model}`,
    expected: 'whole: ',
    run: (c, see) => chatStream(c, see, chat(model)),
  })),
  {
    name: 'a chat stream tells the usage that was asked for',
    expected: '"completion_tokens"',
    run: (c, see) => chatStream(c, see, chat('echo', { stream_options: { include_usage: true } })),
  },
  ...['tool', 'tools2', 'noargs'].map((model) => ({
    name: `chat calls ${model} and answers the result`,
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = chat(model, { tools: chatTools });
      const calling = await c.chat.completions.create(asked);
      see('calling', calling);
      asked.messages.push(...chatResults(calling.choices[0].message));
      see('answer', await c.chat.completions.create(asked));
    },
  })),
  ...['tool', 'tools2', 'noargs'].map((model) => ({
    name: `chat calls ${model} and answers the result in streams`,
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = chat(model, { tools: chatTools });
      const calling = await chatStream(c, see, asked);
      asked.messages.push(...chatResults(calling.choices[0].message));
      await chatStream(c, see, asked);
    },
  })),
  ...STATUSES.flatMap((status) => [
    {
      name: `chat raises ${status}`,
      expected: [`raised status: ${status}`, 'req_0123456789abcdef'],
      run: (c) => c.chat.completions.create(chat(`err-${status}`)),
    },
    {
      name: `a chat stream raises ${status}`,
      expected: [`raised status: ${status}`, 'req_0123456789abcdef'],
      run: (c, see) => chatStream(c, see, chat(`err-${status}`)),
    },
  ]),
  {
    name: 'a chat stream raises its error',
    expected: ['chunk: ', 'raised: APIError: The server had an error'],
    run: (c, see) => chatStream(c, see, chat('instream-err')),
  },
  {
    name: 'a broken chat stream raises',
    expected: ['chunk: ', 'raised: APIError: Upstream stream broke off'],
    throughOnly: true,
    run: (c, see) => chatStream(c, see, chat('cut')),
  },
];

const responses = [
  {
    name: 'a response comes whole',
    expected: QUESTION,
    run: async (c, see) => see('answer', await c.responses.create(response('echo'))),
  },
  ...['echo', 'json', 'think', 'len', 'refuse', 'crlf', 'split-utf8'].map((model) => ({
    name: `a response streams ${model}`,
    expected: ['whole: ', '"total_tokens"'],
    run: (c, see) => responseStream(c, see, response(model)),
  })),
  ...['tool', 'tools2'].map((model) => ({
    name: `a response calls ${model} and answers the result`,
    expected: ANSWERED,
    run: async (c, see) => {
      const calling = await c.responses.create(response(model, { tools: responseTools }));
      see('calling', calling);
      const input = [{ role: 'user', content: QUESTION }, ...responseResults(calling.output)];
      see('answer', await c.responses.create({ model, input, tools: responseTools }));
    },
  })),
  ...['tool', 'tools2'].map((model) => ({
    name: `a response calls ${model} and answers the result in streams`,
    expected: ANSWERED,
    run: async (c, see) => {
      const calling = await responseStream(c, see, response(model, { tools: responseTools }));
      const input = [{ role: 'user', content: QUESTION }, ...responseResults(calling.output)];
      await responseStream(c, see, { model, input, tools: responseTools });
    },
  })),
  ...STATUSES.flatMap((status) => [
    {
      name: `a response raises ${status}`,
      expected: `raised status: ${status}`,
      run: (c) => c.responses.create(response(`err-${status}`)),
    },
    {
      name: `a response stream raises ${status}`,
      expected: `raised status: ${status}`,
      run: (c, see) => responseStream(c, see, response(`err-${status}`)),
    },
  ]),
  {
    name: 'a response stream raises its error',
    expected: ['event: ', 'raised: APIError: The server had an error'],
    run: (c, see) => responseStream(c, see, response('instream-err')),
  },
  {
    name: 'a broken response stream raises',
    expected: ['event: ', 'raised: APIError: Upstream stream broke off'],
    throughOnly: true,
    run: (c, see) => responseStream(c, see, response('cut')),
  },
];

const others = [
  {
    name: 'embeddings decode',
    expected: ['base64: [0.5,0.25]', 'floats: [0.5,0.25]'],
    run: async (c, see) => {
      const asked = { model: 'text-embedding-3-small', input: QUESTION };
      see('base64', (await c.embeddings.create(asked)).data[0].embedding);
      see('floats', (await c.embeddings.create({ ...asked, encoding_format: 'float' })).data[0].embedding);
    },
  },
  {
    name: 'embeddings raise 429',
    expected: 'raised: RateLimitError',
    run: (c) => c.embeddings.create({ model: 'err-429', input: QUESTION }),
  },
  {
    name: 'models are listed',
    expected: 'model: ',
    run: async (c, see) => {
      for await (const model of c.models.list()) {
        see('model', model);
      }
    },
  },
  {
    name: 'a rejected key raises',
    expected: 'raised: AuthenticationError',
    run: (c) => client(c.baseURL, 'wrong-key').chat.completions.create(chat('echo')),
  },
];

await report(
  client(`${provider}/v1`),
  [client(`${gateway}/openai`), client(`${gateway}/openai/v1`)],
  [...chats, ...responses, ...others],
);
