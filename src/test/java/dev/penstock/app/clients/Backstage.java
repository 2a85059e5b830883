package dev.penstock.app.clients;

import dev.penstock.testkit.ActorProvider;
import dev.penstock.testkit.RunningGateway;

/** A provider that acts as the real ones do, and a gateway in front of it. */
final class Backstage implements AutoCloseable {
    /** Any provider's key, good at the actor. */
    static final String KEY = "sk-test";

    private final ActorProvider actor = ActorProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai:
                base_url: %1$s/v1
              anthropic:
                base_url: %1$s
              google-ai-studio:
                base_url: %1$s
            """.formatted(actor.origin()));

    /** Where an SDK finds the provider itself. */
    String direct() {
        return actor.origin();
    }

    /** Where it finds the gateway's door to a provider. */
    String through(String provider) {
        return gateway.url() + "/" + provider;
    }

    @Override
    public void close() {
        gateway.close();
        actor.close();
    }
}
