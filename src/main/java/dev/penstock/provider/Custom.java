package dev.penstock.provider;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.call.UsageRules.StreamUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A custom provider: nothing is known of it but its address, so what a path means is read off the path, as most servers
 * spell it. Nothing is spliced into what it is asked, because it may refuse what it does not know.
 */
public final class Custom extends PathProvider {
    private static final UsageRules AS_IT_COMES = new UsageRules(Reasoning.IN_OUTPUT, StreamUsage.NEVER);
    private static final Endpoints USUAL = Endpoints.NONE
            .chat(AS_IT_COMES)
            .completions(AS_IT_COMES)
            .responses()
            .messages()
            .others(
                    "embeddings",
                    "rerank",
                    "score",
                    "moderations",
                    "images/generations",
                    "images/edits",
                    "audio/transcriptions",
                    "audio/translations",
                    "audio/speech");

    private final boolean versioned;

    /**
     * @param credentials every place where a client's credential may stand: its own passes, one of ours is found there
     * @throws IllegalArgumentException where the base URL is none that can be called
     */
    public Custom(CustomProvider provider, List<AuthSlot> credentials) {
        super(Facts.of(provider.path(), provider.baseUrl())
                .keyIn(credentials.toArray(AuthSlot[]::new))
                .serving(USUAL));
        this.versioned =
                !Versions.atEndOf(provider.baseUrl().replaceAll("/+$", "")).isEmpty();
    }

    /** Where a translated chat call goes below the base URL: below v1, unless the base URL says so itself. */
    public String chatPath() {
        return versioned ? "chat/completions" : "v1/chat/completions";
    }

    /** Below the base URL, or below v1 there, as {@link #chatPath} has it. */
    @Override
    public OpenAiPaths openAi() {
        String version = versioned ? "" : "v1/";
        return OpenAiPaths.served(USUAL.all().stream()
                .map(one -> new Served(version + one.path(), one.dialect(), one.rules()))
                .toList());
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>(super.serves());
        all.addAll(ModelMethod.gemini("v1beta/models/{model}"));
        return all;
    }

    @Override
    protected Route place(ProviderRequest request) {
        String rest = request.rest();
        Optional<ModelMethod> method = ModelMethod.in(rest);
        Served gemini = method.map(one -> one.served(request.method())).orElse(Served.UNREAD);
        if (method.isPresent() && !gemini.equals(Served.UNREAD)) {
            Optional<String> model = Optional.of(method.get().model());
            return placed(
                    request, ownBase(request), rest, gemini, model, method.get().streams());
        }
        return placed(request, ownBase(request), rest, read(request, rest));
    }

    /** As the path stands; else as it stands behind its last version segment, or as a chat call it ends with. */
    private Served read(ProviderRequest request, String rest) {
        Served whole = served(request, rest);
        if (!whole.equals(Served.UNREAD)) {
            return whole;
        }
        String plain = PathText.plain(rest).toLowerCase(Locale.ROOT);
        if (plain.endsWith("/chat/completions")) {
            return served(request, "chat/completions");
        }
        return served(request, behindVersion(plain));
    }

    private static String behindVersion(String path) {
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            int start = path.lastIndexOf('/', slash - 1) + 1;
            from = Versions.isVersion(path, start, slash) ? slash + 1 : from;
        }
        return path.substring(from);
    }
}
