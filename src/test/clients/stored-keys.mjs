// Three SDKs with nothing but an address and a gateway token in their own key's place: a chat, a stream and a tool call each.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI, Type } from '@google/genai';
import OpenAI from 'openai';
import { wanted } from './wanted.mjs';

const gateway = wanted('GATEWAY_URL');
const apiKey = wanted('GATEWAY_TOKEN');
const QUESTION = 'Where is Zürich?';
const RESULT = '21 degrees';
const schema = { type: 'object', properties: { city: { type: 'string' } } };

async function openai() {
  const { completions } = new OpenAI({ apiKey, baseURL: `${gateway}/openai`, maxRetries: 0 }).chat;
  const messages = [{ role: 'user', content: QUESTION }];
  const whole = await completions.create({ model: 'echo', messages });
  const streamed = await completions.stream({ model: 'echo', messages }).finalChatCompletion();
  const tools = [{ type: 'function', function: { name: 'weather', parameters: schema } }];
  const { message } = (await completions.create({ model: 'tool', messages, tools })).choices[0];
  const results = message.tool_calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: RESULT }));
  const answer = await completions.create({ model: 'tool', messages: [...messages, message, ...results], tools });
  return { whole, streamed, answer };
}

async function anthropic() {
  const client = new Anthropic({ apiKey, baseURL: `${gateway}/anthropic`, maxRetries: 0 });
  const messages = [{ role: 'user', content: QUESTION }];
  const asked = { model: 'echo', max_tokens: 64, messages };
  const whole = await client.messages.create(asked);
  const streamed = await client.messages.stream(asked).finalMessage();
  const tools = [{ name: 'weather', input_schema: schema }];
  const { content } = await client.messages.create({ ...asked, model: 'tool', tools });
  const results = content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: RESULT }));
  const talk = [...messages, { role: 'assistant', content }, { role: 'user', content: results }];
  const answer = await client.messages.create({ ...asked, model: 'tool', tools, messages: talk });
  return { whole, streamed, answer };
}

async function google() {
  const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${gateway}/google-ai-studio` } });
  const question = { role: 'user', parts: [{ text: QUESTION }] };
  const whole = (await models.generateContent({ model: 'echo', contents: [question] })).text;
  let streamed = '';
  for await (const piece of await models.generateContentStream({ model: 'echo', contents: [question] })) {
    streamed += piece.text ?? '';
  }
  const parameters = { type: Type.OBJECT, properties: { city: { type: Type.STRING } } };
  const config = { tools: [{ functionDeclarations: [{ name: 'weather', parameters }] }] };
  const calling = await models.generateContent({ model: 'tool', contents: [question], config });
  const { parts } = calling.candidates[0].content;
  const results = parts
    .filter((part) => part.functionCall)
    .map((part) => ({ functionResponse: { name: part.functionCall.name, response: { temperature: RESULT } } }));
  const talk = [question, { role: 'model', parts }, { role: 'user', parts: results }];
  const answer = (await models.generateContent({ model: 'tool', contents: talk, config })).text;
  return { whole, streamed, answer };
}

process.stdout.write(JSON.stringify({ openai: await openai(), anthropic: await anthropic(), google: await google() }));
