import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { embed } from 'ai';
import { ANSWERED, QUESTION, STATUSES, gateway, provider, report } from './scenarios.mjs';
import { generate, stream, weather } from './vercel-calls.mjs';

const models = (openai, anthropic) => {
  const open = createOpenAI({ apiKey: 'sk-test', baseURL: openai });
  const anth = createAnthropic({ apiKey: 'sk-ant-test', baseURL: anthropic });
  return {
    chat: (name) => open.chat(name),
    responses: (name) => open.responses(name),
    anthropic: (name) => anth(name),
    embedding: (name) => open.embedding(name),
  };
};

const scenarios = ['chat', 'responses', 'anthropic'].flatMap((api) => [
  {
    name: `${api} answers`,
    expected: `text: ${QUESTION}`,
    run: (m, see) => generate(see, { model: m[api]('echo'), prompt: QUESTION }),
  },
  ...['echo', 'think', 'len', 'split-utf8'].map((name) => ({
    name: `${api} streams ${name}`,
    expected: 'part: {"type":"finish"',
    run: (m, see) => stream(see, { model: m[api](name), prompt: QUESTION }),
  })),
  ...['tool', 'tools2'].flatMap((name) => [
    {
      name: `${api} calls ${name} and answers the result`,
      expected: `text: ${ANSWERED}`,
      run: (m, see) => generate(see, { model: m[api](name), prompt: QUESTION, ...weather }),
    },
    {
      name: `${api} calls ${name} and answers the result in streams`,
      expected: `text: ${ANSWERED}`,
      run: (m, see) => stream(see, { model: m[api](name), prompt: QUESTION, ...weather }),
    },
  ]),
  ...STATUSES.flatMap((status) => [
    {
      name: `${api} raises ${status}`,
      expected: `raised statusCode: ${status}`,
      run: (m, see) => generate(see, { model: m[api](`err-${status}`), prompt: QUESTION }),
    },
    {
      name: `a stream of ${api} raises ${status}`,
      expected: `raised statusCode: ${status}`,
      run: (m, see) => stream(see, { model: m[api](`err-${status}`), prompt: QUESTION }),
    },
  ]),
  {
    name: `a stream of ${api} raises its error`,
    expected: ['part: {"type":"text-delta"', 'The server had an error'],
    run: (m, see) => stream(see, { model: m[api]('instream-err'), prompt: QUESTION }),
  },
  {
    name: `a broken stream of ${api} raises`,
    expected: ['part: {"type":"text-delta"', 'Upstream stream broke off'],
    throughOnly: true,
    run: (m, see) => stream(see, { model: m[api]('cut'), prompt: QUESTION }),
  },
]);

const embeddings = {
  name: 'embeddings decode',
  expected: 'embedding: [0.5,0.25]',
  run: async (m, see) => {
    const { embedding, usage } = await embed({ model: m.embedding('text-embedding-3-small'), value: QUESTION });
    see('embedding', embedding);
    see('usage', usage);
  },
};

await report(
  models(`${provider}/v1`, `${provider}/v1`),
  [
    models(`${gateway}/openai`, `${gateway}/anthropic/v1`),
    models(`${gateway}/openai/v1`, `${gateway}/anthropic/v1`),
  ],
  [...scenarios, embeddings],
);
