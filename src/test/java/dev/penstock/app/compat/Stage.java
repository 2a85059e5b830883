package dev.penstock.app.compat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.FakeProvider;
import java.util.List;

/** Settings with an open gateway and one that asks for a token; all providers at one place. */
final class Stage {
    private Stage() {}

    static String yaml(FakeProvider fake, NewToken token) {
        StringBuilder yaml = new StringBuilder("gateways:\n  - id: open\n    authentication: false\n  - id: locked\n"
                + "tokens:\n  - id: \"" + token.id() + "\"\n    sha256: \"" + token.sha256() + "\"\n"
                + "egress:\n  allow: [127.0.0.0/8]\ncustom_providers:\n  - slug: bare\n    base_url: " + fake.origin()
                + "\n  - slug: own\n    base_url: " + fake.origin() + "/v3\nproviders:\n");
        for (String one : List.of("openai /v1", "groq /openai/v1", "azure-openai ", "anthropic ", "perplexity-ai ")) {
            String[] parts = one.split(" ", -1);
            yaml.append("  ").append(parts[0]).append(":\n    base_url: ");
            yaml.append(fake.origin()).append(parts[1]).append('\n');
        }
        return yaml.toString();
    }
}
