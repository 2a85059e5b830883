package dev.penstock.provider;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which POST of a provider speaks which dialect. A path is found with or without its version segment. Where it is not
 * found as it stands, it is looked up as a lenient server reads it (decoded, single slashes, any case), so that no
 * spelling of a metered path passes unmetered.
 */
public final class Endpoints {
    public static final Endpoints NONE = new Endpoints(List.of());

    private final List<Served> served;
    private final Map<String, Served> byPath;

    private Endpoints(List<Served> served) {
        this.served = List.copyOf(served);
        this.byPath = new HashMap<>();
        served.forEach(one -> byPath.put(one.path(), one));
    }

    /** POST chat/completions. */
    public Endpoints chat(UsageRules rules) {
        return and("chat/completions", Dialect.OPENAI_CHAT, rules);
    }

    /** The legacy POST completions. */
    public Endpoints completions(UsageRules rules) {
        return and("completions", Dialect.OPENAI_COMPLETIONS, rules);
    }

    /** POST responses, which always tells its usage. */
    public Endpoints responses() {
        return and("responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED);
    }

    /** POST messages, which always tells its usage. Counting tokens is free and passes unread. */
    public Endpoints messages() {
        return and("messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED);
    }

    /** Calls answered by one JSON body that may carry a usage object. */
    public Endpoints others(String... paths) {
        Endpoints all = this;
        for (String path : paths) {
            all = all.and(path, Dialect.OPENAI_OTHER, UsageRules.UNASKED);
        }
        return all;
    }

    public Endpoints and(String path, Dialect dialect, UsageRules rules) {
        List<Served> more = new ArrayList<>(served);
        more.add(new Served(path, dialect, rules));
        return new Endpoints(more);
    }

    public List<Served> all() {
        return served;
    }

    /** What stands at a path below the provider's base; only a POST makes a model work. */
    public Served at(String method, String path) {
        if (!method.equals("POST")) {
            return Served.UNREAD;
        }
        Served found = find(path);
        if (found == null) {
            found = find(PathText.plain(path).toLowerCase(Locale.ROOT));
        }
        return found == null ? Served.UNREAD : found;
    }

    private @Nullable Served find(String path) {
        Served found = byPath.get(path);
        if (found != null) {
            return found;
        }
        int slash = path.indexOf('/');
        return slash > 0 && Versions.isVersion(path, 0, slash) ? byPath.get(path.substring(slash + 1)) : null;
    }
}
