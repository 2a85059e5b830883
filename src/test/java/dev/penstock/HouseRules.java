package dev.penstock;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Who may import whom and who may call what, over compiled classes. Each rule gives what breaks it, a sentence each.
 *
 * @param classes what is checked
 * @param root the package the house stands in; its direct subpackages are the rooms the rules speak of
 */
record HouseRules(JavaClasses classes, String root) {
    private static final Set<String> STAGES = Set.of(
            "http",
            "identity",
            "policy",
            "cache",
            "route",
            "attempt",
            "upstream",
            "stream",
            "meter",
            "ledger",
            "record",
            "dialect",
            "provider");
    private static final Set<String> EVERYONES = Set.of("call", "json", "config", "egress", "regex");

    /** What a room may import of the house beside itself; rooms that are not listed are ruled by the other rules. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "call",
            Set.of(),
            "json",
            Set.of(),
            "regex",
            Set.of(),
            "egress",
            Set.of("call"),
            "config",
            Set.of("call", "json", "egress", "route"),
            "vault",
            Set.of("call"),
            "health",
            Set.of("call"),
            "demo",
            EVERYONES);

    /** Who may import a room; rooms that are not listed may be imported by everybody. */
    private static final Map<String, Set<String>> IMPORTED_BY =
            Map.of("app", Set.of(), "store", Set.of("app"), "pipeline", Set.of("http", "app"), "demo", Set.of("app"));

    /** Doors beside these: the front hands calls to the spine, the walk over targets opens upstream calls. */
    private static final Map<String, Set<String>> DOORS =
            Map.of("http", Set.of("pipeline"), "attempt", Set.of("upstream"));

    private static final Set<String> WITHOUT_VERTX = Set.of(
            "call",
            "json",
            "config",
            "egress",
            "policy",
            "route",
            "meter",
            "ledger",
            "dialect",
            "provider",
            "regex",
            "vault",
            "health");

    private static final Map<String, Set<String>> HOUSES = Map.ofEntries(
            Map.entry("tools.jackson.", Set.of("json")),
            Map.entry("com.fasterxml.jackson.", Set.of("json")),
            Map.entry("org.snakeyaml.", Set.of("json")),
            Map.entry("io.vertx.core.http.HttpServer", Set.of("http", "admin", "demo")),
            Map.entry("io.vertx.core.http.ServerWebSocket", Set.of("http", "admin", "demo")),
            Map.entry("io.vertx.core.http.HttpClient", Set.of("upstream")),
            Map.entry("io.vertx.core.http.WebSocketClient", Set.of("upstream")),
            Map.entry("java.sql.", Set.of("store.sqlite", "store.replies")),
            Map.entry("javax.sql.", Set.of("store.sqlite", "store.replies")),
            Map.entry("org.sqlite.", Set.of("store.sqlite", "store.replies")),
            Map.entry("picocli.", Set.of("app")));

    /** Shared by all: what Future and Buffer need, logging, annotations. Other libraries live in one room only. */
    private static final List<String> CURRENCY = List.of(
            "java.",
            "javax.",
            "jdk.",
            "dev.penstock.",
            "io.vertx.",
            "io.netty.",
            "org.slf4j.",
            "org.jspecify.",
            "com.google.auto.",
            // zstd: answers arrive packed with it, and bodies are kept packed with it.
            "com.github.luben.");

    private static final Set<String> CLOCKS_AND_CHANCE = Set.of(
            "java.time.Clock",
            "java.util.Random",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.SplittableRandom");
    private static final Set<String> READS_OF_THE_WORLD = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID");
    private static final List<String> DANGEROUS = List.of(
            "java.lang.ProcessBuilder", "java.io.ObjectInputStream", "javax.script.", "javax.naming.", "java.rmi.");
    /** The one place a process may be started in: the program an operator names to hand over the master key. */
    private static final String STARTS_PROCESSES = "app.KeyCommand";

    private static final List<String> EMPTY_ENDINGS =
            List.of("Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Info");

    List<String> importsOfCall() {
        return edges((from, to) -> room(from).equals("call")
                && !inHouse(to)
                && to.contains(".")
                && !to.startsWith("java.")
                && !to.startsWith("org.jspecify."));
    }

    List<String> importsBetweenRooms() {
        return edges((from, to) -> {
            if (!inHouse(to) || room(from).equals(room(to))) {
                return false;
            }
            String importer = room(from);
            String imported = room(to);
            if (!IMPORTED_BY.getOrDefault(imported, Set.of(importer)).contains(importer)) {
                return true;
            }
            Set<String> allowed =
                    STAGES.contains(importer) ? EVERYONES : MAY_IMPORT.getOrDefault(importer, Set.of(imported));
            boolean door = DOORS.getOrDefault(importer, Set.of()).contains(imported);
            return !allowed.contains(imported) && !door;
        });
    }

    /** Dialects and providers ignore their siblings, and nobody outside a provider's folder names it. */
    List<String> namedSiblings() {
        return edges((from, to) -> {
            if (!inHouse(to) || folder(to).isEmpty() || folder(from).equals(folder(to))) {
                return false;
            }
            return room(to).equals("provider")
                    || (room(to).equals("dialect")
                            && room(from).equals("dialect")
                            && !folder(from).isEmpty());
        });
    }

    List<String> librariesOutsideTheirHouse() {
        return edges((from, to) -> HOUSES.entrySet().stream()
                .filter(house -> to.startsWith(house.getKey()))
                .anyMatch(house -> house.getValue().stream().noneMatch(home -> isIn(from, home))));
    }

    List<String> librariesWithTwoHouses() {
        Map<String, Set<String>> rooms = dependencies()
                .filter(edge -> CURRENCY.stream().noneMatch(name(edge.getTargetClass())::startsWith))
                .filter(edge -> name(edge.getTargetClass()).contains("."))
                .collect(groupingBy(
                        edge -> library(name(edge.getTargetClass())),
                        mapping(edge -> room(name(edge.getOriginClass())), toCollection(TreeSet::new))));
        return rooms.entrySet().stream()
                .filter(library -> library.getValue().size() > 1)
                .map(library -> library.getKey() + " is imported by " + library.getValue())
                .sorted()
                .toList();
    }

    List<String> vertxInDecisions() {
        return edges((from, to) -> to.startsWith("io.vertx.") && WITHOUT_VERTX.contains(room(from)));
    }

    List<String> readsOfClockChanceOrEnvironment() {
        Stream<String> types =
                edges((from, to) ->
                                CLOCKS_AND_CHANCE.contains(to) && !room(from).equals("app"))
                        .stream();
        Stream<String> calls = accesses((from, member) -> !room(from).equals("app")
                && (READS_OF_THE_WORLD.contains(member)
                        || (member.startsWith("java.time.") && member.endsWith(".now"))));
        return Stream.concat(types, calls).distinct().sorted().toList();
    }

    List<String> dangerousCalls() {
        Stream<String> types = edges((from, to) -> DANGEROUS.stream().anyMatch(to::startsWith)
                        && !(from.equals(root + "." + STARTS_PROCESSES) && to.startsWith("java.lang.ProcessBuilder")))
                .stream();
        Stream<String> calls = accesses((from, member) -> member.equals("java.lang.Runtime.exec"));
        return Stream.concat(types, calls).distinct().sorted().toList();
    }

    List<String> emptyNames() {
        return ours().filter(type -> EMPTY_ENDINGS.stream().anyMatch(type.getSimpleName()::endsWith))
                .map(type -> name(type) + " has an ending that says nothing")
                .toList();
    }

    List<String> cycles() {
        var rule =
                SlicesRuleDefinition.slices().matching(root + ".(*)..").should().beFreeOfCycles();
        return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails();
    }

    /** Top-level public types nobody uses from another package, beside entry points and services found by name. */
    List<String> needlesslyPublic(Set<String> services) {
        return ours().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.isTopLevelClass() && !services.contains(name(type)))
                .filter(type -> type.tryGetMethod("main", String[].class).isEmpty())
                .filter(type -> type.getDirectDependenciesToSelf().stream()
                        .noneMatch(
                                edge -> !edge.getOriginClass().getPackageName().equals(type.getPackageName())))
                .filter(type -> ours().filter(nested -> name(nested).startsWith(name(type) + "$"))
                        .flatMap(nested -> nested.getDirectDependenciesToSelf().stream())
                        .noneMatch(
                                edge -> !edge.getOriginClass().getPackageName().equals(type.getPackageName())))
                .map(HouseRules::name)
                .sorted()
                .toList();
    }

    private List<String> edges(BiPredicate<String, String> breaks) {
        return dependencies()
                .filter(edge -> breaks.test(name(edge.getOriginClass()), name(edge.getTargetClass())))
                .map(edge -> name(edge.getOriginClass()) + " imports " + name(edge.getTargetClass()))
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<String> accesses(BiPredicate<String, String> breaks) {
        return ours().flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> breaks.test(name(access.getOriginOwner()), member(access)))
                .map(access -> name(access.getOriginOwner()) + " calls " + member(access));
    }

    private static String member(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private Stream<Dependency> dependencies() {
        return ours().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private Stream<JavaClass> ours() {
        return classes.stream()
                .filter(type -> inHouse(type.getName()) && !type.getSimpleName().equals("package-info"));
    }

    /** The name without array marks. */
    private static String name(JavaClass type) {
        return type.getBaseComponentType().getName();
    }

    private boolean inHouse(String type) {
        return type.startsWith(root + ".");
    }

    private boolean isIn(String type, String home) {
        return type.startsWith(root + "." + home + ".");
    }

    private String room(String type) {
        return segment(type, 0);
    }

    /** The folder below dialect or provider, with its room; empty where the type stands in the room itself. */
    private String folder(String type) {
        boolean hasFolders = room(type).equals("provider") || room(type).equals("dialect");
        String folder = segment(type, 1);
        return hasFolders && !folder.isEmpty() ? room(type) + "." + folder : "";
    }

    /** The package segment at a depth below the root; empty where there is none. */
    private String segment(String type, int depth) {
        if (!inHouse(type)) {
            return "";
        }
        String[] parts = type.substring(root.length() + 1).split("\\.", -1);
        return depth < parts.length - 1 ? parts[depth] : "";
    }

    private static String library(String type) {
        String[] parts = type.split("\\.", 4);
        return parts[0] + "." + parts[1];
    }
}
