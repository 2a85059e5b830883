package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import dev.penstock.json.Shown;

/** A model's name where one entry serves many providers: everything behind the first slash is the provider's own name. */
record CompatName(String provider, String model) {
    static final String DYNAMIC = "dynamic";
    private static final String CLOUDFLARE = "cloudflare";
    private static final int LONGEST = 1024;

    static CompatName of(String named) {
        int slash = named.indexOf('/');
        if (slash <= 0 || slash == named.length() - 1 || named.length() > LONGEST) {
            throw Planner.malformed("The model '" + Shown.oneLine(named)
                    + "' names no provider; write it as {provider}/{model}, such as openai/gpt-4o");
        }
        CompatName name = new CompatName(named.substring(0, slash), named.substring(slash + 1));
        if (name.provider.equals(CLOUDFLARE)) {
            throw Refusal.of(
                            400,
                            Codes.INVALID_PROVIDER,
                            "The model '" + Shown.oneLine(named)
                                    + "' is served by Cloudflare alone; name a provider and"
                                    + " a model, or a dynamic route of this gateway as dynamic/{route}")
                    .thrown();
        }
        return name;
    }

    boolean isRoute() {
        return provider.equals(DYNAMIC);
    }
}
