package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SDKs that know an address and a gateway token, while the gateway keeps the providers' keys. */
class StoredKeysJavaTest {
    private static final String QUESTION = "Where is Zürich?";

    private final StoredKeyStage stage = new StoredKeyStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void openai_chats_streams_and_calls_a_tool() throws Exception {
        OpenAIClient client = OpenAiJavaTest.client(stage.url() + "/openai", stage.token());
        List<String> seen = Seen.of(
                s -> {
                    s.add(
                            "whole",
                            client.chat()
                                    .completions()
                                    .create(OpenAiJavaTest.chat("echo").build()));
                    OpenAiJavaTest.stream(client, OpenAiJavaTest.chat("echo").build(), s);
                    ChatCompletionCreateParams.Builder talk =
                            OpenAiJavaTest.chat("tool").addFunctionTool(OpenAiJavaTest.weather());
                    ChatCompletion calling = client.chat().completions().create(talk.build());
                    OpenAiJavaTest.answerTools(
                            talk, calling.choices().getFirst().message());
                    s.add("answer", client.chat().completions().create(talk.build()));
                },
                raised -> List.of(raised.toString()));
        client.close();

        assertThatAllWentWell(seen);
        stage.check(4);
    }

    @Test
    void anthropic_chats_streams_and_calls_a_tool() throws Exception {
        AnthropicClient client = AnthropicJavaTest.client(stage.url() + "/anthropic", stage.token());
        List<String> seen = Seen.of(
                s -> {
                    s.add(
                            "whole",
                            client.messages()
                                    .create(AnthropicJavaTest.ask("echo").build()));
                    AnthropicJavaTest.stream(
                            client, AnthropicJavaTest.ask("echo").build(), s);
                    MessageCreateParams.Builder talk =
                            AnthropicJavaTest.ask("tool").addTool(AnthropicJavaTest.weather());
                    Message calling = client.messages().create(talk.build());
                    AnthropicJavaTest.answerTools(talk, calling);
                    s.add("answer", client.messages().create(talk.build()));
                },
                raised -> List.of(raised.toString()));
        client.close();

        assertThatAllWentWell(seen);
        stage.check(4);
    }

    @Test
    void google_chats_streams_and_calls_a_tool() throws Exception {
        GenerateContentConfig plain = GenerateContentConfig.builder().build();
        GenerateContentConfig weather = GoogleGenAiJavaTest.withWeather();
        try (Client client = GoogleGenAiJavaTest.client(stage.url() + "/google-ai-studio", stage.token(), Map.of())) {
            List<String> seen = Seen.of(
                    s -> {
                        List<Content> talk = new ArrayList<>(List.of(GoogleGenAiJavaTest.user(QUESTION)));
                        s.add("whole", client.models.generateContent("echo", talk, plain));
                        GoogleGenAiJavaTest.stream(client, "echo", talk, plain, s);
                        GenerateContentResponse calling = client.models.generateContent("tool", talk, weather);
                        GoogleGenAiJavaTest.answerTools(talk, List.of(calling));
                        s.add("answer", client.models.generateContent("tool", talk, weather));
                    },
                    raised -> List.of(raised.toString()));

            assertThatAllWentWell(seen);
        }
        stage.check(4);
    }

    private static void assertThatAllWentWell(List<String> seen) {
        assertThat(seen)
                .noneMatch(line -> line.startsWith("raised"))
                .anyMatch(line -> line.contains(QUESTION))
                .anyMatch(line -> line.startsWith("answer: ") && line.contains("The tool said: "));
    }
}
