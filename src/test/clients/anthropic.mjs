import Anthropic from '@anthropic-ai/sdk';
import { ANSWERED, QUESTION, STATUSES, gateway, provider, report, theirs } from './scenarios.mjs';

const client = (baseURL, apiKey = 'sk-ant-test') => new Anthropic({ apiKey, baseURL, maxRetries: 0 });
const tools = [{ name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }];
const ask = (model, more) => ({ model, max_tokens: 64, messages: [{ role: 'user', content: QUESTION }], ...more });

async function stream(c, see, asked) {
  const events = c.messages.stream(asked);
  events.on('streamEvent', (event) => see('event', event));
  const whole = await events.finalMessage();
  see('whole', whole);
  return whole;
}

const results = (message) => [
  { role: 'assistant', content: message.content },
  {
    role: 'user',
    content: message.content
      .filter((block) => block.type === 'tool_use')
      .map((block) => ({ type: 'tool_result', tool_use_id: block.id, content: '21 degrees' })),
  },
];

await report(client(provider), [client(`${gateway}/anthropic`)], [
  {
    name: 'a message comes whole',
    expected: [QUESTION, 'status: 200'],
    run: async (c, see) => {
      const { data, response } = await c.messages.create(ask('echo')).withResponse();
      see('status', response.status);
      see('head', theirs(response.headers));
      see('answer', data);
    },
  },
  ...['echo', 'think', 'len', 'stop', 'refuse', 'crlf', 'split-utf8'].map((model) => ({
    name: `a message streams ${model}`,
    expected: ['event: ', 'whole: '],
    run: (c, see) => stream(c, see, ask(model)),
  })),
  ...['tool', 'tools2', 'noargs'].map((model) => ({
    name: `${model} is called and its result answered`,
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = ask(model, { tools });
      const calling = await c.messages.create(asked);
      see('calling', calling);
      asked.messages.push(...results(calling));
      see('answer', await c.messages.create(asked));
    },
  })),
  ...['tool', 'tools2', 'noargs'].map((model) => ({
    name: `${model} is called and its result answered in streams`,
    expected: ANSWERED,
    run: async (c, see) => {
      const asked = ask(model, { tools });
      asked.messages.push(...results(await stream(c, see, asked)));
      await stream(c, see, asked);
    },
  })),
  ...[...STATUSES, 529].flatMap((status) => [
    {
      name: `a message raises ${status}`,
      expected: [`raised status: ${status}`, 'raised requestID: req_0123456789abcdef'],
      run: (c) => c.messages.create(ask(`err-${status}`)),
    },
    {
      name: `a message stream raises ${status}`,
      expected: [`raised status: ${status}`, 'raised requestID: req_0123456789abcdef'],
      run: (c, see) => stream(c, see, ask(`err-${status}`)),
    },
  ]),
  {
    name: 'a message stream raises its error',
    expected: ['event: ', 'raised: APIError: {"type":"error"', 'The server had an error'],
    run: (c, see) => stream(c, see, ask('instream-err')),
  },
  {
    name: 'a broken message stream raises',
    expected: ['event: ', 'raised: APIError: ', 'Upstream stream broke off'],
    throughOnly: true,
    run: (c, see) => stream(c, see, ask('cut')),
  },
  {
    name: 'tokens are counted',
    expected: 'input_tokens',
    run: async (c, see) => {
      const { max_tokens: _, ...asked } = ask('echo');
      see('count', await c.messages.countTokens(asked));
    },
  },
  {
    name: 'a rejected key raises',
    expected: 'raised: AuthenticationError',
    run: (c) => client(c.baseURL, 'wrong-key').messages.create(ask('echo')),
  },
]);
