package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of ARCHITECTURE.md, and for each a proof that it can fail. */
class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.penstock");
    private static final HouseRules HOUSE = new HouseRules(CLASSES, "dev.penstock");
    private static final SourceRules MAIN = new SourceRules(Path.of("src/main/java"));
    private static final SourceRules TESTS = new SourceRules(Path.of("src/test/java"));

    @Test
    void call_imports_the_jdk_and_jspecify_only() {
        assertThat(HOUSE.importsOfCall()).isEmpty();
    }

    @Test
    void stages_import_call_json_and_config_never_each_other() {
        assertThat(HOUSE.importsBetweenRooms()).isEmpty();
    }

    @Test
    void dialects_and_providers_ignore_their_siblings() {
        assertThat(HOUSE.namedSiblings()).isEmpty();
    }

    @Test
    void every_library_stays_in_its_house() {
        assertThat(HOUSE.librariesOutsideTheirHouse()).isEmpty();
        assertThat(HOUSE.librariesWithTwoHouses()).isEmpty();
    }

    @Test
    void decisions_are_plain_java_without_vertx() {
        assertThat(HOUSE.vertxInDecisions()).isEmpty();
    }

    @Test
    void rooms_form_no_cycle() {
        assertThat(HOUSE.cycles()).isEmpty();
    }

    @Test
    void clock_chance_and_environment_are_read_in_app_only() {
        assertThat(HOUSE.readsOfClockChanceOrEnvironment()).isEmpty();
    }

    @Test
    void nothing_but_the_key_command_starts_processes_and_nothing_deserialises_evaluates_scripts_or_looks_up_names() {
        assertThat(HOUSE.dangerousCalls()).isEmpty();
    }

    @Test
    void no_name_ends_in_a_word_that_says_nothing() {
        assertThat(HOUSE.emptyNames()).isEmpty();
    }

    @Test
    void money_is_counted_in_whole_numbers() {
        assertThat(MAIN.fractionsIn("meter", "ledger", "policy/limit")).isEmpty();
    }

    @Test
    void files_and_methods_stay_short() {
        List<String> files = Stream.concat(MAIN.longFiles().stream(), TESTS.longFiles().stream())
                .toList();
        onlyDebts(files, HouseDebts.LONG_FILES);
        onlyDebts(MAIN.longMethods(), HouseDebts.LONG_METHODS);
    }

    @Test
    void every_package_is_null_marked_and_says_what_it_is() {
        assertThat(MAIN.packagesWithoutNullMarked()).isEmpty();
    }

    @Test
    void public_types_are_used_from_another_package() throws IOException {
        assumeTrue(CLASSES.contain("dev.penstock.app.Wiring"), "Before the wiring stands, public types wait for users");
        onlyDebts(HOUSE.needlesslyPublic(services()), HouseDebts.PUBLIC_TYPES);
    }

    private static void onlyDebts(List<String> found, Map<String, String> debts) {
        assertThat(found).as("beyond the known debts").isSubsetOf(debts.keySet());
        assertThat(debts.keySet()).as("paid debts must leave the list").isSubsetOf(found);
    }

    private static Set<String> services() throws IOException {
        Path folder = Path.of("target/classes/META-INF/services");
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(HouseRulesTest::lines).map(String::strip).collect(Collectors.toSet());
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Every rule over a house built wrong on purpose, in dev.penstock.wrong. */
    @Nested
    class Each_rule_can_fail {
        private static final HouseRules WRONG =
                new HouseRules(new ClassFileImporter().importPackages("dev.penstock.wrong"), "dev.penstock.wrong");
        private static final String W = "dev.penstock.wrong.";

        @Test
        void call_that_imports_a_library() {
            assertThat(WRONG.importsOfCall()).containsExactly(W + "call.Waiting imports io.vertx.core.Future");
        }

        @Test
        void rooms_that_import_what_they_must_not() {
            assertThat(WRONG.importsBetweenRooms())
                    .containsExactlyInAnyOrder(
                            W + "call.Knowing imports " + W + "json.Tree",
                            W + "json.Tree imports " + W + "call.Knowing",
                            W + "route.RouteManager imports " + W + "meter.Price",
                            W + "meter.Price imports " + W + "store.Kept",
                            W + "policy.Spine imports " + W + "pipeline.Line",
                            W + "policy.Spine imports " + W + "app.Start",
                            W + "record.NamesProvider imports " + W + "provider.alpha.Alpha");
        }

        @Test
        void siblings_that_know_each_other() {
            assertThat(WRONG.namedSiblings())
                    .containsExactlyInAnyOrder(
                            W + "provider.beta.Beta imports " + W + "provider.alpha.Alpha",
                            W + "record.NamesProvider imports " + W + "provider.alpha.Alpha",
                            W + "dialect.one.One imports " + W + "dialect.two.Two");
        }

        @Test
        void libraries_that_left_their_house() {
            assertThat(WRONG.librariesOutsideTheirHouse())
                    .containsExactlyInAnyOrder(
                            W + "policy.Libraries imports tools.jackson.core.JsonParser",
                            W + "policy.Libraries imports io.vertx.core.http.HttpServer",
                            W + "policy.Libraries imports io.vertx.core.http.HttpClient",
                            W + "policy.Libraries imports java.sql.Connection",
                            W + "policy.Libraries imports picocli.CommandLine");
            assertThat(WRONG.librariesWithTwoHouses()).containsExactly("com.knuddels is imported by [meter, policy]");
        }

        @Test
        void decisions_that_wait() {
            assertThat(WRONG.vertxInDecisions()).contains(W + "call.Waiting imports io.vertx.core.Future");
        }

        @Test
        void rooms_in_a_circle() {
            assertThat(WRONG.cycles()).isNotEmpty();
        }

        @Test
        void reads_of_the_world_outside_app() {
            assertThat(WRONG.readsOfClockChanceOrEnvironment())
                    .containsExactlyInAnyOrder(
                            W + "stream.ReadsTheWorld imports java.time.Clock",
                            W + "stream.ReadsTheWorld imports java.util.Random",
                            W + "stream.ReadsTheWorld imports java.security.SecureRandom",
                            W + "stream.ReadsTheWorld calls java.time.Instant.now",
                            W + "stream.ReadsTheWorld calls java.lang.System.nanoTime",
                            W + "stream.ReadsTheWorld calls java.lang.System.currentTimeMillis",
                            W + "stream.ReadsTheWorld calls java.lang.System.getenv",
                            W + "stream.ReadsTheWorld calls java.util.UUID.randomUUID");
        }

        @Test
        void dangerous_calls() {
            assertThat(WRONG.dangerousCalls())
                    .containsExactlyInAnyOrder(
                            W + "attempt.Dangerous imports java.lang.ProcessBuilder",
                            W + "app.OtherCommand imports java.lang.ProcessBuilder",
                            W + "app.KeyCommand imports java.io.ObjectInputStream",
                            W + "app.KeyCommand calls java.lang.Runtime.exec",
                            W + "attempt.Dangerous imports java.io.ObjectInputStream",
                            W + "attempt.Dangerous imports javax.naming.InitialContext",
                            W + "attempt.Dangerous imports javax.naming.NamingException",
                            W + "attempt.Dangerous imports javax.script.ScriptEngine",
                            W + "attempt.Dangerous calls java.lang.Runtime.exec");
        }

        @Test
        void empty_names() {
            assertThat(WRONG.emptyNames()).containsExactly(W + "route.RouteManager has an ending that says nothing");
        }

        @Test
        void public_types_without_users() {
            assertThat(WRONG.needlesslyPublic(Set.of(W + "provider.beta.Beta")))
                    .contains(W + "route.RouteManager")
                    .doesNotContain(W + "provider.alpha.Alpha", W + "provider.beta.Beta", W + "app.Start");
        }

        @Test
        void long_files_long_methods_unmarked_packages_and_fractions(@TempDir Path sources) throws IOException {
            Path meter = Files.createDirectories(sources.resolve("house/meter"));
            String lines = "        x();\n".repeat(39);
            Files.writeString(meter.resolve("Long.java"), "class Long {\n    void x() {\n" + lines + "    }\n}\n");
            Files.writeString(meter.resolve("Longer.java"), "// a line\n".repeat(401));
            Files.writeString(meter.resolve("Fits.java"), "class Fits { void x() {\n" + "\n".repeat(38) + "} }\n");
            Files.writeString(
                    meter.resolve("Fraction.java"),
                    "class Fraction {\n    double a;\n    Float b;\n    Object c = 1.5;\n    String d = \"double\"; // float\n}\n");
            SourceRules wrong = new SourceRules(sources);
            assertThat(wrong.longFiles()).containsExactly("house/meter/Longer.java");
            assertThat(wrong.longMethods()).containsExactly("house/meter/Long.java#x");
            assertThat(wrong.packagesWithoutNullMarked()).containsExactly("house/meter/package-info.java");
            assertThat(wrong.fractionsIn("meter"))
                    .containsExactly(
                            "house/meter/Fraction.java line 2",
                            "house/meter/Fraction.java line 3",
                            "house/meter/Fraction.java line 4");
        }

        @Test
        void debts_beyond_the_list_and_debts_that_were_paid() {
            assertThat(fails(() -> onlyDebts(List.of("a", "b"), Map.of("a", "known"))))
                    .isTrue();
            assertThat(fails(() -> onlyDebts(List.of(), Map.of("a", "paid")))).isTrue();
            assertThat(fails(() -> onlyDebts(List.of("a"), Map.of("a", "known"))))
                    .isFalse();
        }

        private static boolean fails(Runnable check) {
            try {
                check.run();
                return false;
            } catch (AssertionError expected) {
                return true;
            }
        }
    }
}
