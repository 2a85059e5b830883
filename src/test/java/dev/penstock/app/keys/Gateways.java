package dev.penstock.app.keys;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.util.Collection;
import java.util.Random;

/** Settings with a gateway that asks for a token, and calls to it. */
final class Gateways {
    static final NewToken TOKEN = NewToken.mint(new Random(7)::nextBytes);

    private Gateways() {}

    /** A gateway called locked, one called strict that is byok_only, and one called open; all providers at one place. */
    static String yaml(FakeProvider fake, Collection<String> providers, String more) {
        StringBuilder yaml = new StringBuilder("gateways:\n  - id: locked\n  - id: strict\n    byok_only: true\n"
                + "  - id: open\n    authentication: false\n  - id: alone\n    managed_keys: []\n"
                + "tokens:\n  - id: \"" + TOKEN.id() + "\"\n    sha256: \"" + TOKEN.sha256() + "\"\nproviders:\n");
        for (String slug : providers) {
            yaml.append("  ")
                    .append(slug)
                    .append(":\n    base_url: ")
                    .append(fake.origin())
                    .append('\n');
        }
        return yaml.append(more).toString();
    }

    static String token() {
        return TOKEN.secret().reveal();
    }

    static RawRequest post(String gateway, String path) {
        return RawRequest.post("/v1/default/" + gateway + "/" + path);
    }

    static RawRequest shown(String gateway, String path) {
        return post(gateway, path).header("cf-aig-authorization", "Bearer " + token());
    }

    static RawResponse exchange(RunningGateway gateway, RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }

    static int code(RawResponse response) {
        return response.json().path("error").path(0).path("code").asInt(-1);
    }

    static String message(RawResponse response) {
        return response.json().path("message").asString("");
    }
}
