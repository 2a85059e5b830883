package dev.penstock.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The path an API is usually asked at, for recordings that kept only the answer. */
final class DefaultPaths {
    private DefaultPaths() {}

    static String of(String provider, String api, String model, boolean stream) {
        return switch (provider) {
            case "bedrock" -> "/model/" + encoded(model) + "/" + bedrockMethod(api, stream);
            case "gemini" -> gemini("/v1beta/models/" + encoded(model), api, stream);
            case "vertex" ->
                gemini("/v1/projects/PROJECT/locations/global/publishers/google/models/" + encoded(model), api, stream);
            case "azure" -> azure(api, model);
            case "ollama" -> api.equals("api_chat") ? "/api/chat" : "/v1/" + openAi(api);
            case "replicate" -> "/v1/predictions";
            case "huggingface" -> api.equals("text_generation") ? "/models/" + model : "/v1/" + openAi(api);
            case "cohere" -> api.equals("chat_v2") ? "/v2/chat" : "/v2/" + openAi(api);
            case "workers-ai" -> "/client/v4/accounts/" + CorpusPaths.ACCOUNT + "/ai/" + workersAi(api, model);
            case "deepseek", "perplexity" -> "/" + openAi(api);
            case "alibaba" -> "/compatible-mode/v1/" + openAi(api);
            case "fireworks" -> "/inference/v1/" + openAi(api);
            case "groq" -> "/openai/v1/" + openAi(api);
            case "openrouter" -> "/api/v1/" + openAi(api);
            default -> "/v1/" + openAi(api);
        };
    }

    private static String openAi(String api) {
        return switch (api) {
            case "chat" -> "chat/completions";
            case "images_generations" -> "images/generations";
            case "images_edits" -> "images/edits";
            case "count_tokens" -> "messages/count_tokens";
            default -> api;
        };
    }

    private static String azure(String api, String model) {
        return switch (api) {
            case "responses" -> "/openai/v1/responses";
            case "messages" -> "/anthropic/v1/messages";
            default -> "/openai/deployments/" + encoded(model) + "/" + openAi(api);
        };
    }

    private static String gemini(String model, String api, boolean stream) {
        return model
                + switch (api) {
                    case "count_tokens" -> ":countTokens";
                    case "embeddings" -> ":embedContent";
                    case "predict" -> ":predict";
                    default -> stream ? ":streamGenerateContent" : ":generateContent";
                };
    }

    private static String bedrockMethod(String api, boolean stream) {
        return api.startsWith("converse")
                ? (stream ? "converse-stream" : "converse")
                : (stream ? "invoke-with-response-stream" : "invoke");
    }

    private static String workersAi(String api, String model) {
        return api.equals("run") ? "run/" + model : "v1/" + openAi(api);
    }

    private static String encoded(String model) {
        return URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
