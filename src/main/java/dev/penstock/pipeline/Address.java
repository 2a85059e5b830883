package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import java.util.Optional;

/**
 * What a data-plane path names: {@code /v1/{account}/{gateway}} for the universal endpoint, one provider and its own
 * path below that for a native call, {@code compat} and OpenAI's path for a call of that shape to any of them.
 *
 * @param rest the path below the provider, percent-encoded as it came
 */
record Address(Scope scope, Optional<String> provider, String rest) {
    private static final int LONGEST_NAME = 64;
    private static final String COMPAT = "compat";
    private static final String RESUME = "/resume";

    static Address parse(String path) {
        if (!path.startsWith("/v1/")) {
            throw unknown();
        }
        int account = path.indexOf('/', 4);
        if (account < 0) {
            throw unknown();
        }
        int gateway = path.indexOf('/', account + 1);
        String gatewayName = gateway < 0 ? path.substring(account + 1) : path.substring(account + 1, gateway);
        Scope scope = new Scope(name(path.substring(4, account)), name(gatewayName));
        if (gateway < 0 || gateway == path.length() - 1) {
            return new Address(scope, Optional.empty(), "");
        }
        int provider = path.indexOf('/', gateway + 1);
        String slug = provider < 0 ? path.substring(gateway + 1) : path.substring(gateway + 1, provider);
        return new Address(scope, Optional.of(slug), provider < 0 ? "" : path.substring(provider + 1));
    }

    /** The stream that is to be taken up again: {@code …/run/{id}/resume}; no provider is called "run". */
    Optional<String> run() {
        boolean isRun = provider.filter("run"::equals).isPresent() && rest.endsWith(RESUME);
        return isRun ? Optional.of(rest.substring(0, rest.length() - RESUME.length())) : Optional.empty();
    }

    /** Whether one entry in OpenAI's shape is asked for, where the body names the provider. */
    boolean isCompat() {
        return provider.filter(COMPAT::equals).isPresent();
    }

    /** Whether a provider's name in a request means that entry. */
    static boolean isCompat(String provider) {
        return provider.equals(COMPAT);
    }

    /** Which of the ways in was taken, for the row. */
    String surface() {
        if (run().isPresent()) {
            return "run";
        }
        if (isCompat()) {
            return COMPAT;
        }
        return provider.isPresent() ? "native" : "universal";
    }

    private static String name(String segment) {
        if (segment.isEmpty() || segment.length() > LONGEST_NAME) {
            throw unknown();
        }
        return segment;
    }

    private static RuntimeException unknown() {
        return Refusal.of(
                        404,
                        Codes.NO_SUCH_PATH,
                        "No such path; calls go to /v1/{account}/{gateway}/{provider}/… or /v1/{account}/{gateway}")
                .thrown();
    }
}
