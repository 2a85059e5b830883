package dev.penstock.identity;

import dev.penstock.call.Scope;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Tokens and settings for tests, made from a fixed seed. */
final class Tokens {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Scope PROD = new Scope("default", "prod");

    private static final Random RANDOM = new Random(7);

    static final NewToken GOOD = NewToken.mint(RANDOM::nextBytes);
    static final NewToken OTHER = NewToken.mint(RANDOM::nextBytes);
    static final NewToken STAGING_ONLY = NewToken.mint(RANDOM::nextBytes);
    static final NewToken EXPIRED = NewToken.mint(RANDOM::nextBytes);
    static final NewToken UNKNOWN = NewToken.mint(RANDOM::nextBytes);

    private Tokens() {}

    /** Not secret here: any function that tells texts apart. */
    static byte[] mac(String text) {
        return TokenText.sha256("pepper " + text);
    }

    static TokenRing ring() {
        return ring(List.of());
    }

    /** Those of the settings, and these. */
    static TokenRing ring(List<KeptToken> made) {
        return TokenRing.of(settings(), made, Tokens::mac, new LastUse());
    }

    static Settings settings() {
        return settings("""
                gateways: [{id: prod}, {id: staging}]
                tokens:
                  - {id: "%s", sha256: "%s", name: ci}
                  - {id: "%s", sha256: "%s"}
                  - {id: "%s", sha256: "%s", gateways: [staging]}
                  - {id: "%s", sha256: "%s", expires_at: 2026-11-22T12:00:00Z}
                """.formatted(
                        GOOD.id(), GOOD.sha256(),
                        OTHER.id(), OTHER.sha256(),
                        STAGING_ONLY.id(), STAGING_ONLY.sha256(),
                        EXPIRED.id(), EXPIRED.sha256()));
    }

    static Settings settings(String yaml) {
        try {
            Path file = Files.createTempFile("penstock", ".yaml");
            Files.writeString(file, yaml);
            Reading reading = ConfigSource.of(file, Optional.of(file), Map.of(), Map.of(), Set.of())
                    .read();
            Files.delete(file);
            return switch (reading) {
                case Reading.Good good -> good.settings();
                case Reading.Bad bad -> throw new AssertionError(bad.problems());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(NewToken token) {
        return token.secret().reveal();
    }
}
