package dev.penstock.provider.awsbedrock;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.Secret;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Amazon Bedrock: the path names service and region, then goes on as AWS knows it. */
@AutoService(Provider.class)
public final class AwsBedrock extends PathProvider {
    private static final String RUNTIME = "bedrock-runtime/{region}/";
    private static final String MODEL = "model/";

    /** Methods of the runtime below a model. */
    private static final List<Served> METHODS = List.of(
            new Served("converse", Dialect.BEDROCK_CONVERSE, UsageRules.UNASKED),
            new Served("converse-stream", Dialect.BEDROCK_CONVERSE, UsageRules.UNASKED),
            new Served("invoke", Dialect.BEDROCK_INVOKE, UsageRules.UNASKED),
            new Served("invoke-with-response-stream", Dialect.BEDROCK_INVOKE, UsageRules.UNASKED));

    public AwsBedrock() {
        super(Facts.of("aws-bedrock", "https://bedrock-runtime.{region}.amazonaws.com")
                .alsoCalled("bedrock")
                .keyIn(
                        AuthSlot.BEARER,
                        AuthSlot.header("authorization", "AWS4-HMAC-SHA256"),
                        AuthSlot.header("x-api-key"),
                        AuthSlot.header("x-amz-security-token"))
                .withForms(RUNTIME + "{path}", "bedrock-mantle/{region}/{path}")
                .serving(Endpoints.NONE
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .and("openai/v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("openai/v1/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .and("v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("v1/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)));
    }

    /** Mantle's surface ("Chat Completions API", Amazon Bedrock User Guide); an API key that names no region is for us-east-1. */
    @Override
    public OpenAiPaths openAi() {
        return OpenAiPaths.NONE
                .with(OpenAiCall.CHAT, "v1/chat/completions")
                .with(OpenAiCall.RESPONSES, "v1/responses")
                .below(
                        "bedrock-mantle/{region}/",
                        1,
                        Part.of("region", "region").otherwise("us-east-1"));
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>();
        METHODS.forEach(one -> all.add(below(RUNTIME + "model/{model}/", one)));
        super.serves().forEach(one -> all.add(below("bedrock-mantle/{region}/", one)));
        return all;
    }

    @Override
    public KeyUse keyUse() {
        return new KeyUse.PerCall(AwsKeys::key);
    }

    @Override
    public Optional<String> keyProblem(Secret secret) {
        return AwsKeys.problem(secret);
    }

    @Override
    protected Route place(ProviderRequest request) {
        Target target = Target.of(request.rest());
        BaseUrl base = base(request, target.host());
        String path = PathText.plain(target.path());
        int last = path.lastIndexOf('/');
        if (!path.startsWith(MODEL) || last < MODEL.length()) {
            return placed(request, base, target.path(), served(request, target.path()));
        }
        String model = path.substring(MODEL.length(), last);
        String method = path.substring(last + 1);
        Served served = request.method().equals("POST") ? method(method) : Served.UNREAD;
        return placed(request, base, target.path(), served, Optional.of(model), streams(method));
    }

    private static Served method(String name) {
        return METHODS.stream()
                .filter(one -> one.path().equals(name))
                .findFirst()
                .orElse(Served.UNREAD);
    }

    private static Optional<Boolean> streams(String method) {
        return switch (method) {
            case "converse-stream", "invoke-with-response-stream" -> Optional.of(true);
            case "converse", "invoke", "count-tokens" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Served below(String prefix, Served one) {
        return new Served(prefix + one.path(), one.dialect(), one.rules());
    }
}
