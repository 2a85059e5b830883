package dev.penstock.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a recorded case is asked for at the gateway: the reverse of what the provider folders do. Cases whose host and path
 * were not recorded get those of their API.
 */
public final class CorpusPaths {
    /**
     * A case as a call to the gateway.
     *
     * @param slug the provider's name in the gateway's URL
     * @param rest the path below it
     * @param baseUrl an operator's address, where the recorded host is not the provider's own
     * @param host the host the provider must be asked at
     * @param path the path it must be asked for
     */
    public record Place(
            String slug, String rest, Optional<String> query, Optional<String> baseUrl, String host, String path) {}

    /** The account in the gateway's URL that gives the recorded paths of providers which number their customers. */
    public static final String ACCOUNT = "ACCOUNT_ID";

    private static final Pattern PROJECT_LOCATION = Pattern.compile("<GOOGLE_CLOUD_LOCATION>");
    private static final Pattern BEDROCK_HOST =
            Pattern.compile("(bedrock-runtime|bedrock-mantle)\\.([a-z0-9-]+)\\.(?:amazonaws\\.com|api\\.aws)");

    /** Providers whose path below the slug is the path at the host, less this beginning. */
    private static final Map<String, Recorded> PLAIN = Map.ofEntries(
            plain("alibaba", "alibaba", "dashscope-intl.aliyuncs.com", "/compatible-mode/v1/"),
            plain("anthropic", "anthropic", "api.anthropic.com", "/"),
            plain("anthropic-openai-compat", "anthropic", "api.anthropic.com", "/"),
            plain("cerebras", "cerebras", "api.cerebras.ai", "/v1/"),
            plain("cohere", "cohere", "api.cohere.com", "/"),
            plain("deepseek", "deepseek", "api.deepseek.com", "/"),
            plain("fireworks", "fireworks", "api.fireworks.ai", "/inference/v1/"),
            plain("gemini", "google-ai-studio", "generativelanguage.googleapis.com", "/"),
            plain("groq", "groq", "api.groq.com", "/openai/v1/"),
            plain("huggingface", "huggingface", "router.huggingface.co", "/"),
            plain("llama-cpp", "llama-cpp", "127.0.0.1", "/v1/"),
            plain("lmstudio", "lmstudio", "127.0.0.1", "/v1/"),
            plain("mistral", "mistral", "api.mistral.ai", "/"),
            plain("moonshot", "moonshot", "api.moonshot.ai", "/v1/"),
            plain("ollama", "ollama", "127.0.0.1", "/"),
            plain("openai", "openai", "api.openai.com", "/v1/"),
            plain("openrouter", "openrouter", "openrouter.ai", "/api/v1/"),
            plain("perplexity", "perplexity-ai", "api.perplexity.ai", "/"),
            plain("replicate", "replicate", "api.replicate.com", "/v1/"),
            plain("together", "together", "api.together.xyz", "/v1/"),
            plain("vercel-gateway", "vercel-gateway", "ai-gateway.vercel.sh", "/v1/"),
            plain("vertex", "google-vertex-ai", "aiplatform.googleapis.com", "/"),
            plain("vllm", "vllm", "127.0.0.1", "/v1/"),
            plain("voyage", "voyage", "api.voyageai.com", "/v1/"),
            plain("workers-ai", "workers-ai", "api.cloudflare.com", "/client/v4/accounts/" + ACCOUNT + "/ai/"),
            plain("writer", "writer", "api.writer.com", "/v1/"),
            plain("xai", "grok", "api.x.ai", "/v1/"),
            plain("zai", "zai", "api.z.ai", "/api/"));

    private record Recorded(String slug, String host, String prefix) {}

    private CorpusPaths() {}

    /**
     * The call that asks for a recorded case; empty where the provider has no folder.
     *
     * @param host as recorded, or empty
     * @param path as recorded, or empty
     */
    public static Optional<Place> of(
            String provider,
            String api,
            String model,
            boolean stream,
            Optional<String> host,
            Optional<String> path,
            Optional<String> query) {
        String at = path.filter(recorded -> recorded.startsWith("/"))
                .orElseGet(() -> DefaultPaths.of(provider, api, model, stream));
        String known = PROJECT_LOCATION.matcher(at).replaceAll("global");
        return switch (provider) {
            case "azure" -> Optional.of(azure(host.orElse(azureHost(known)), known, query));
            case "bedrock" ->
                Optional.of(bedrock(host.orElse("bedrock-runtime.us-east-1.amazonaws.com"), known, query));
            case "bedrock-mantle" ->
                Optional.of(bedrock(host.orElse("bedrock-mantle.us-east-1.api.aws"), known, query));
            case "databricks" -> Optional.of(below("databricks", host.orElseThrow(), known, query));
            case "snowflake" -> Optional.of(below("snowflake", host.orElseThrow(), known, query));
            default -> Optional.ofNullable(PLAIN.get(provider)).map(recorded -> plain(recorded, host, known, query));
        };
    }

    /** The path an operator's address of a provider ends with, so that places below it make the recorded paths. */
    public static String base(String slug) {
        return PLAIN.values().stream()
                .filter(recorded -> recorded.slug.equals(slug))
                // Its folder adds the path of the compatible mode by itself.
                .filter(recorded -> !slug.equals("alibaba"))
                .findFirst()
                .map(recorded -> recorded.prefix.substring(0, recorded.prefix.length() - 1))
                .orElse("");
    }

    private static Place plain(Recorded provider, Optional<String> host, String path, Optional<String> query) {
        String rest = path.startsWith(provider.prefix) ? path.substring(provider.prefix.length()) : path.substring(1);
        String at = host.orElseGet(() -> usualHost(provider, path));
        boolean isOurs = at.equals(usualHost(provider, path)) || at.endsWith("-aiplatform.googleapis.com");
        Optional<String> base = isOurs ? Optional.empty() : Optional.of("https://" + at + base(provider, path, rest));
        return new Place(provider.slug, rest, query, base, at, path);
    }

    /** What an operator would write behind the host, so that base and rest make the recorded path. */
    private static String base(Recorded provider, String path, String rest) {
        String base = path.substring(0, path.length() - rest.length());
        return provider.slug.equals("ollama") ? "" : base;
    }

    private static String usualHost(Recorded provider, String path) {
        return path.startsWith("/models/") && provider.slug.equals("huggingface")
                ? "api-inference.huggingface.co"
                : provider.host;
    }

    private static Place azure(String host, String path, Optional<String> query) {
        String deployments = "/openai/deployments/";
        if (host.endsWith(".openai.azure.com") && path.startsWith(deployments)) {
            String resource = host.substring(0, host.indexOf('.'));
            String rest = resource + "/" + path.substring(deployments.length());
            return new Place("azure-openai", rest, query, Optional.empty(), host, path);
        }
        return below("azure", host, path, query);
    }

    private static String azureHost(String path) {
        return path.startsWith("/openai/") ? "resource.openai.azure.com" : "resource.services.ai.azure.com";
    }

    private static Place bedrock(String host, String path, Optional<String> query) {
        String known = host.replace("<aws_region>", "us-east-1");
        Matcher parts = BEDROCK_HOST.matcher(known);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No host of Bedrock: " + known);
        }
        String rest = parts.group(1) + "/" + parts.group(2) + path;
        return new Place("aws-bedrock", rest, query, Optional.empty(), known, path);
    }

    private static Place below(String slug, String host, String path, Optional<String> query) {
        return new Place(slug, host + path, query, Optional.empty(), host, path);
    }

    private static Map.Entry<String, Recorded> plain(String provider, String slug, String host, String prefix) {
        return Map.entry(provider, new Recorded(slug, host, prefix));
    }
}
