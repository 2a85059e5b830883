// What a program sees of the AI SDK's two ways to ask.
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { raisedLines } from './scenarios.mjs';

// Its hints go to where the report goes.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** A tool that is called and answered without asking anybody. */
export const weather = {
  tools: {
    weather: tool({
      inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } } }),
      execute: () => '21 degrees',
    }),
  },
  stopWhen: stepCountIs(3),
};

export async function generate(see, asked) {
  const answer = await generateText({ ...asked, maxRetries: 0 });
  for (const step of answer.steps) {
    see('step', [step.content.map(known), step.finishReason, step.usage]);
  }
  see('text', answer.text);
  see('usage', answer.totalUsage);
  return answer;
}

export async function stream(see, asked) {
  const answer = streamText({ ...asked, maxRetries: 0, onError: () => {} });
  let text = '';
  let failed = false;
  for await (const part of answer.fullStream) {
    if (part.type === 'error') {
      failed = true;
      raised(part.error, see);
    } else if (part.type !== 'start-step' && part.type !== 'raw') {
      see('part', known(part));
      text = part.type === 'finish-step' ? text : text + (part.type === 'text-delta' ? part.text : '');
    }
  }
  see('text', text);
  if (!failed) {
    see('usage', await answer.totalUsage);
  }
}

function raised(error, see) {
  if (error instanceof Error) {
    raisedLines(error, see);
  } else {
    see('raised', error);
  }
}

/** Without the head, which is the connection's, and the ids that the SDK makes up anew each time. */
function known(part) {
  const { response: _, ...rest } = part;
  return JSON.parse(JSON.stringify(rest).replaceAll(/"aitxt-\w+"/g, '"made-up"'));
}
