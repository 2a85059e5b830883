package dev.penstock.app;

import dev.penstock.provider.Provider;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the process finds around itself, read here and nowhere else.
 *
 * @param environment every variable
 * @param folder where penstock.yaml is looked for
 * @param random fills bytes from a cryptographic source
 * @param providers the slugs of all providers there are
 */
record Surroundings(
        Map<String, String> environment,
        Path folder,
        PrintWriter out,
        PrintWriter err,
        InstantSource clock,
        Consumer<byte[]> random,
        Supplier<Set<String>> providers) {

    Surroundings {
        environment = Map.copyOf(environment);
    }

    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of(""),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                InstantSource.system(),
                new SecureRandom()::nextBytes,
                Surroundings::slugs);
    }

    private static Set<String> slugs() {
        Set<String> slugs = new TreeSet<>();
        ServiceLoader.load(Provider.class).forEach(provider -> slugs.add(provider.slug()));
        return slugs;
    }
}
