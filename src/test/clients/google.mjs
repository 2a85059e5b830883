import { GoogleGenAI, Type } from '@google/genai';
import { ANSWERED, QUESTION, STATUSES, gateway, provider, report } from './scenarios.mjs';

const client = (baseUrl) => new GoogleGenAI({ apiKey: 'AIza-test', httpOptions: { baseUrl } });
const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING } } };
const config = { tools: [{ functionDeclarations: [{ name: 'weather', parameters }] }] };
const question = () => [{ role: 'user', parts: [{ text: QUESTION }] }];

// The head is the connection's too.
const told = ({ sdkHttpResponse: _, ...answer }) => answer;

async function stream(c, see, asked) {
  const parts = [];
  for await (const piece of await c.models.generateContentStream(asked)) {
    see('piece', told(piece));
    parts.push(...(piece.candidates?.[0]?.content?.parts ?? []));
  }
  see('text', parts.map((part) => part.text ?? '').join(''));
  return parts;
}

const results = (parts) => [
  { role: 'model', parts },
  {
    role: 'user',
    parts: parts
      .filter((part) => part.functionCall)
      .map((part) => ({ functionResponse: { name: part.functionCall.name, response: { temperature: '21' } } })),
  },
];

await report(client(provider), [client(`${gateway}/google-ai-studio`)], [
  ...['echo', 'json', 'think', 'len', 'refuse'].map((model) => ({
    name: `an answer comes whole ${model}`,
    expected: 'totalTokenCount',
    run: async (c, see) => see('answer', told(await c.models.generateContent({ model, contents: QUESTION }))),
  })),
  ...['echo', 'json', 'think', 'len', 'refuse', 'split-utf8'].map((model) => ({
    name: `an answer streams ${model}`,
    expected: ['piece: ', 'finishReason'],
    run: (c, see) => stream(c, see, { model, contents: QUESTION }),
  })),
  ...['tool', 'tools2'].map((model) => ({
    name: `${model} is called and its result answered`,
    expected: ANSWERED,
    run: async (c, see) => {
      const contents = question();
      const calling = await c.models.generateContent({ model, contents, config });
      see('calling', told(calling));
      contents.push(...results(calling.candidates[0].content.parts));
      see('answer', told(await c.models.generateContent({ model, contents, config })));
    },
  })),
  ...['tool', 'tools2'].map((model) => ({
    name: `${model} is called and its result answered in streams`,
    expected: `text: ${ANSWERED}`,
    run: async (c, see) => {
      const contents = question();
      contents.push(...results(await stream(c, see, { model, contents, config })));
      await stream(c, see, { model, contents, config });
    },
  })),
  ...STATUSES.flatMap((status) => [
    {
      name: `an answer raises ${status}`,
      expected: `raised status: ${status}`,
      run: (c) => c.models.generateContent({ model: `err-${status}`, contents: QUESTION }),
    },
    {
      name: `a stream raises ${status}`,
      expected: `raised status: ${status}`,
      run: (c, see) => stream(c, see, { model: `err-${status}`, contents: QUESTION }),
    },
  ]),
  {
    name: 'a stream raises its error',
    expected: ['piece: ', 'raised: ApiError: ', 'The server had an error'],
    run: (c, see) => stream(c, see, { model: 'instream-err', contents: QUESTION }),
  },
  {
    name: 'a broken stream raises',
    expected: ['piece: ', 'raised: ApiError: ', 'Upstream stream broke off'],
    throughOnly: true,
    run: (c, see) => stream(c, see, { model: 'cut', contents: QUESTION }),
  },
  {
    name: 'tokens are counted',
    expected: 'count: ',
    run: async (c, see) => see('count', (await c.models.countTokens({ model: 'echo', contents: QUESTION })).totalTokens),
  },
]);
