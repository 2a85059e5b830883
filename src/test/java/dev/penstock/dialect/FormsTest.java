package dev.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormsTest {
    @ParameterizedTest
    @CsvSource({
        "GEMINI,/v1beta/models/g:streamGenerateContent?alt=sse,/v1beta/models/g:generateContent",
        "GEMINI,/v1beta/models/g:streamGenerateContent,/v1beta/models/g:generateContent",
        "GEMINI,/v1beta/models/g:streamGenerateContent?a=1&alt=sse&b=2,/v1beta/models/g:generateContent?a=1&b=2",
        "GEMINI,/v1beta/models/g:generateContent?alt=json,/v1beta/models/g:generateContent",
        "GEMINI,/v1beta/models/g:generateContent?alt=proto,/v1beta/models/g:generateContent?alt=proto",
        "GEMINI,/v1beta/models/g:countTokens?alt=sse,/v1beta/models/g:countTokens?alt=sse",
        "BEDROCK_CONVERSE,/model/m%3A0/converse-stream,/model/m%3A0/converse",
        "BEDROCK_CONVERSE,/model/converse-stream/converse,/model/converse-stream/converse",
        "BEDROCK_INVOKE,/model/m/invoke-with-response-stream?x=y,/model/m/invoke?x=y",
        "ANTHROPIC_MESSAGES,/v1/projects/p/models/c:streamRawPredict,/v1/projects/p/models/c:rawPredict",
        "ANTHROPIC_MESSAGES,/v1/messages,/v1/messages",
        "OPENAI_CHAT,/v1/chat/completions?alt=sse,/v1/chat/completions?alt=sse"
    })
    void a_path_is_written_as_that_of_the_whole_answer(Dialect dialect, String path, String whole) {
        assertThat(Forms.wholePath(dialect, path)).isEqualTo(whole);
        assertThat(Forms.wholePath(dialect, whole)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI,/v1beta/models/g:streamGenerateContent?key=k&alt=sse,SSE",
        "GEMINI,/v1beta/models/g:streamGenerateContent?key=k,JSON_ARRAY",
        "GEMINI,/v1beta/models/g:streamGenerateContent?alt=ssex,JSON_ARRAY",
        "BEDROCK_CONVERSE,/model/m/converse-stream,EVENT_STREAM",
        "OLLAMA,/api/chat,NDJSON",
        "OPENAI_RESPONSES,/v1/responses,SSE"
    })
    void a_path_tells_how_its_stream_is_cut(Dialect dialect, String path, Framing framing) {
        assertThat(Forms.streamFraming(dialect, path)).isEqualTo(framing);
    }

    @Test
    void fields_that_say_the_form_are_those_of_the_dialect() {
        assertThat(Forms.fields(Dialect.OPENAI_CHAT)).containsExactlyInAnyOrder("stream", "stream_options");
        assertThat(Forms.fields(Dialect.ANTHROPIC_MESSAGES)).containsExactly("stream");
        assertThat(Forms.fields(Dialect.GEMINI)).isEmpty();
        assertThat(Forms.fields(Dialect.OPAQUE)).isEmpty();
    }
}
