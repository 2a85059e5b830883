package dev.penstock.json;

import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What of a request body a model reads, in any of the known dialects: all text of messages, prompts, system prompts and
 * tools. Images, audio, files and other bytes are counted, never read as text. Prints nothing of the prompt.
 *
 * @param text what was read, up to the bound
 * @param charactersBeyond how much text there was beyond the bound
 * @param tokenIds numbers that stand for one token each (a prompt or an input that is tokenized already)
 * @param messages objects with a role
 * @param attachments images, audio, video, files
 */
public record PromptText(String text, long charactersBeyond, long tokenIds, int messages, int attachments) {
    /** Reads a body; empty where it is no JSON object. */
    public static Optional<PromptText> of(byte[] body, int mostCharacters) {
        try (JsonParser parser = Walk.JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return Optional.of(new Walk(parser, mostCharacters).request());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "PromptText[" + text.length() + " characters]";
    }

    /** One pass over the tokens of a body. */
    private static final class Walk {
        static final JsonFactory JSON = new JsonFactory();

        /** Where a prompt stands in the requests of all dialects. */
        private static final Set<String> PROMPTS = Set.of(
                "messages",
                "input",
                "instructions",
                "prompt",
                "suffix",
                "system", // OpenAI, Anthropic, Ollama, Converse
                "contents",
                "content",
                "systemInstruction",
                "system_instruction",
                "requests",
                "generateContentRequest",
                "message",
                "chat_history",
                "preamble",
                "documents",
                "texts",
                "query", // Cohere
                "inputText",
                "inputs",
                "text"); // Titan, Hugging Face, Workers AI
        /** Where tools and schemas stand: every name and text of them is read by the model. */
        private static final Set<String> SCHEMAS =
                Set.of("tools", "functions", "toolConfig", "response_format", "output_format");
        /** Where a message holds a tool's arguments or its answer, whose names are the tool's own. */
        private static final Set<String> OPEN = Set.of("input", "args", "arguments", "response", "json", "parameters");
        /** What is bytes if it is an object. */
        private static final Set<String> ATTACHMENTS = Set.of(
                "image_url",
                "input_audio",
                "audio",
                "inlineData",
                "inline_data",
                "fileData",
                "file_data",
                "file",
                "source",
                "image",
                "document",
                "video");
        /** What the model does not read: references, signatures, bytes. */
        private static final Set<String> UNREAD = Set.of(
                "role",
                "type",
                "id",
                "call_id",
                "tool_call_id",
                "tool_use_id",
                "toolUseId",
                "cache_control",
                "cachePoint",
                "signature",
                "thoughtSignature",
                "thought_signature",
                "encrypted_content",
                "redactedContent",
                "data",
                "bytes",
                "b64_json",
                "url",
                "file_id",
                "fileUri",
                "file_url",
                "filename",
                "mimeType",
                "mime_type",
                "media_type",
                "format",
                "detail",
                "status",
                "model");
        /** A text this long without a blank or a sign that base64 lacks is no language. */
        private static final int LONG_FOR_A_WORD = 256;

        private final JsonParser parser;
        private final int mostCharacters;
        private final StringBuilder text = new StringBuilder();
        private long beyond;
        private long tokenIds;
        private int messages;
        private int attachments;

        Walk(JsonParser parser, int mostCharacters) {
            this.parser = parser;
            this.mostCharacters = mostCharacters;
        }

        PromptText request() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("images")) {
                    images();
                } else if (SCHEMAS.contains(name)) {
                    everything();
                } else if (PROMPTS.contains(name)) {
                    prompt();
                } else {
                    parser.skipChildren();
                }
            }
            return new PromptText(text.toString(), beyond, tokenIds, messages, attachments);
        }

        /** The value the parser stands on, as part of a prompt. The parser bounds the depth. */
        private void prompt() {
            switch (parser.currentToken()) {
                case VALUE_STRING -> read(parser.getString());
                case VALUE_NUMBER_INT -> tokenIds++;
                case START_ARRAY -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        prompt();
                    }
                }
                case START_OBJECT -> {
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        member(parser.currentName());
                    }
                }
                default -> {}
            }
        }

        private void member(String name) {
            JsonToken token = parser.nextToken();
            messages += name.equals("role") ? 1 : 0;
            if (name.equals("images")) {
                images();
            } else if (ATTACHMENTS.contains(name) && (token == JsonToken.START_OBJECT || name.equals("image_url"))) {
                attachments++;
                parser.skipChildren();
            } else if (OPEN.contains(name)) {
                everything();
            } else if (UNREAD.contains(name) || token.isNumeric()) {
                parser.skipChildren();
            } else {
                prompt();
            }
        }

        /** Ollama: an array of base64 texts. */
        private void images() {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                attachments++;
                parser.skipChildren();
            }
        }

        /** The value the parser stands on, with all its names, as JSON is read by a model. */
        private void everything() {
            int depth = 0;
            JsonToken token = parser.currentToken();
            do {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.VALUE_STRING && isBytes(parser.getString())) {
                    attachments++;
                } else {
                    read(parser.getString());
                }
                token = depth > 0 ? parser.nextToken() : token;
            } while (depth > 0);
        }

        private static boolean isBytes(String value) {
            if (value.startsWith("data:")) {
                return true;
            }
            boolean bytes = value.length() >= LONG_FOR_A_WORD;
            for (int i = 0; bytes && i < value.length(); i++) {
                char sign = value.charAt(i);
                bytes = sign < 128 && (Character.isLetterOrDigit(sign) || "+/=-_".indexOf(sign) >= 0);
            }
            return bytes;
        }

        private void read(String part) {
            int room = Math.max(0, mostCharacters - text.length());
            int kept = Math.min(room, part.length());
            text.append(part, 0, kept);
            beyond += part.length() - kept;
            if (kept < room) {
                text.append('\n');
            }
        }
    }
}
