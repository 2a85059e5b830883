package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.penstock.admin.Access;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RunningGateway;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint there is, asked by everybody about everybody's things. The endpoints come from the running gateway, so
 * the matrix grows with them; what is expected comes from the table below, not from the code that decides.
 */
class AuthorizationMatrixTest {
    private static final String NOBODYS = "0000000000000000";
    private static final RunningGateway GATEWAY = RunningGateway.of("""
            account: own
            gateways:
              - id: mine
              - id: other
            """);
    private static final ApiClient ADMIN = ApiClient.of(GATEWAY);
    private static final List<Caller> CALLERS = callers();

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    /** How far a token reaches; nothing for what is no good token. */
    private enum Reach {
        NOWHERE,
        INSTALLATION,
        OWN_ACCOUNT,
        FOREIGN_ACCOUNT,
        OWN_GATEWAY,
        FOREIGN_GATEWAY
    }

    private record Caller(String name, Optional<String> header, Reach reach, Role role) {}

    /** Whose thing is asked about. */
    private record Target(String name, String account, String gateway, boolean hasAccount, boolean hasGateway) {}

    private static final List<Target> TARGETS = List.of(
            new Target("own", "own", "mine", true, true),
            new Target("own account's other", "own", "other", true, true),
            new Target("own account's absent", "own", "nope", true, false),
            new Target("foreign", "foreign", "default", true, true),
            new Target("absent", "nope", "nope", false, false));

    private enum Expected {
        PAST_AUTHORIZATION,
        UNAUTHENTICATED,
        FORBIDDEN,
        ABSENT
    }

    private record Reply(int status, Map<String, List<String>> headers, String body) {}

    @Test
    void every_cell_is_decided_as_the_table_says() throws Exception {
        List<String> wrong = new ArrayList<>();
        int cells = 0;
        int address = 2;
        for (Endpoint endpoint : GATEWAY.penstock().endpoints()) {
            // Failed authentications are bounded for each address; each endpoint is asked from another.
            HttpClient http = from("127.0.0." + address++);
            for (Caller caller : CALLERS) {
                for (Target target : TARGETS) {
                    Expected expected = expected(endpoint, caller, target);
                    cells++;
                    if (expected == Expected.PAST_AUTHORIZATION && wouldRemove(endpoint)) {
                        continue;
                    }
                    Reply reply = send(http, endpoint, caller, target);
                    if (!isAs(expected, reply)) {
                        wrong.add(endpoint + " by " + caller.name + " about " + target.name + ": expected " + expected
                                + ", was " + reply.status + " " + reply.body);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cells)
                .isEqualTo(GATEWAY.penstock().endpoints().size() * CALLERS.size() * TARGETS.size())
                .isGreaterThan(1_500);
        System.out.println("authorization matrix: " + cells + " cells, all decided");
    }

    @Test
    void a_foreign_thing_and_an_absent_one_take_the_same_time() throws Exception {
        Caller own = CALLERS.stream()
                .filter(caller -> caller.name.equals("ADMIN of OWN_ACCOUNT"))
                .findFirst()
                .orElseThrow();
        HttpClient http = from("127.0.0.1");
        int rounds = 400;
        long[] foreign = new long[rounds];
        long[] absent = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            foreign[i] = timed(http, own, "/client/v4/accounts/foreign/tokens");
            absent[i] = timed(http, own, "/client/v4/accounts/nobody1/tokens");
        }
        long difference = Math.abs(median(foreign) - median(absent));
        System.out.println("median of a foreign answer " + median(foreign) + " ns, of an absent one " + median(absent));
        assertThat(difference).isLessThan(Math.max(300_000, median(absent) / 4));
    }

    @Test
    void no_endpoint_can_be_declared_without_saying_who_may_call_it() {
        assertThat(Arrays.stream(Endpoint.class.getRecordComponents())
                        .map(RecordComponent::getType)
                        .anyMatch(Access.class::equals))
                .isTrue();
        assertThat(GATEWAY.penstock().endpoints()).allSatisfy(endpoint -> {
            assertThat(endpoint.access()).isNotNull();
            assertThat(endpoint.access().level() != Level.OPEN
                            || endpoint.path().equals("/client/v4/set-up")
                            || endpoint.method().equals("GET"))
                    .as("open and changing: " + endpoint)
                    .isTrue();
        });
    }

    @Test
    void every_set_of_endpoints_is_wired() {
        List<String> sets = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.penstock").stream()
                        .filter(type -> !type.isInterface() && type.isAssignableTo(Endpoint.Set.class))
                        .map(JavaClass::getName)
                        .toList();
        List<String> handlers = GATEWAY.penstock().endpoints().stream()
                .map(endpoint -> endpoint.handler().getClass().getName())
                .toList();

        assertThat(sets)
                .isNotEmpty()
                .allSatisfy(set -> assertThat(handlers)
                        .as(set + " is in no list of app.ControlPlane")
                        .anyMatch(handler -> handler.startsWith(set + "$")));
    }

    /** The table. */
    private static Expected expected(Endpoint endpoint, Caller caller, Target target) {
        Level level = endpoint.access().level();
        boolean namesAccount = endpoint.path().contains("{account_id}");
        boolean namesGateway = endpoint.path().contains("{gateway_id}");
        if (level == Level.OPEN) {
            return Expected.PAST_AUTHORIZATION;
        }
        if (caller.reach == Reach.NOWHERE) {
            return Expected.UNAUTHENTICATED;
        }
        boolean exists = (!namesAccount || target.hasAccount) && (!namesGateway || target.hasGateway);
        if (!exists || !sees(caller.reach, target, namesAccount, namesGateway)) {
            return Expected.ABSENT;
        }
        boolean reachesFarEnough = switch (level) {
            case OPEN, HOLDER, ACCOUNT_PART, GATEWAY -> true;
            case INSTALLATION -> caller.reach == Reach.INSTALLATION;
            case ACCOUNT -> caller.reach != Reach.OWN_GATEWAY && caller.reach != Reach.FOREIGN_GATEWAY;
        };
        boolean mayDoSo = caller.role.compareTo(endpoint.access().role()) >= 0;
        return reachesFarEnough && mayDoSo ? Expected.PAST_AUTHORIZATION : Expected.FORBIDDEN;
    }

    private static boolean sees(Reach reach, Target target, boolean namesAccount, boolean namesGateway) {
        if (!namesAccount) {
            return true;
        }
        return switch (reach) {
            case NOWHERE -> false;
            case INSTALLATION -> true;
            case OWN_ACCOUNT -> target.account.equals("own");
            case FOREIGN_ACCOUNT -> target.account.equals("foreign");
            case OWN_GATEWAY -> target.account.equals("own") && (!namesGateway || target.gateway.equals("mine"));
            case FOREIGN_GATEWAY ->
                target.account.equals("foreign") && (!namesGateway || target.gateway.equals("default"));
        };
    }

    private static boolean isAs(Expected expected, Reply reply) {
        return switch (expected) {
            case PAST_AUTHORIZATION ->
                reply.status != 401 && reply.status != 403 && reply.status != 405 && reply.status < 500;
            case UNAUTHENTICATED -> reply.equals(Replies.UNAUTHENTICATED);
            case FORBIDDEN -> reply.status == 403;
            case ABSENT -> reply.equals(Replies.ABSENT);
        };
    }

    /** What everybody is told who may not know more, to the byte. */
    private static final class Replies {
        private static final Map<String, List<String>> HEADERS = Map.of(
                "content-type", List.of("application/json"),
                "cache-control", List.of("no-store"),
                "x-content-type-options", List.of("nosniff"));
        static final Reply UNAUTHENTICATED = new Reply(401, HEADERS, error(10000, "Authentication error"));
        static final Reply ABSENT = new Reply(404, HEADERS, error(7002, "Not found"));

        private static String error(int code, String message) {
            return "{\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\"" + message
                    + "\"}],\"messages\":[],\"result\":{}}";
        }
    }

    /** Whether the endpoint would take away what the next cells ask about. */
    private static boolean wouldRemove(Endpoint endpoint) {
        return endpoint.method().equals("DELETE")
                && (endpoint.path().endsWith("{account_id}") || endpoint.path().endsWith("{gateway_id}"));
    }

    private static Reply send(HttpClient http, Endpoint endpoint, Caller caller, Target target) throws Exception {
        String path = endpoint.path()
                .replace("{account_id}", target.account)
                .replace("{gateway_id}", target.gateway)
                .replaceAll("\\{[^}]*}", NOBODYS);
        return send(http, endpoint.method(), path, caller);
    }

    private static Reply send(HttpClient http, String method, String path, Caller caller) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + GATEWAY.adminPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        caller.header.ifPresent(value -> request.header("authorization", value));
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        assertThat(headers.remove("content-length")).containsExactly(Integer.toString(response.body().length));
        return new Reply(response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
    }

    private static long timed(HttpClient http, Caller caller, String path) throws Exception {
        long began = System.nanoTime();
        send(http, "GET", path, caller);
        return System.nanoTime() - began;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static HttpClient from(String address) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(address))
                .build();
    }

    private static List<Caller> callers() {
        ADMIN.post("/accounts", "{\"name\":\"foreign\"}").result();
        List<Caller> callers = new ArrayList<>(List.of(
                bad("nobody", Optional.empty()),
                bad("someone with a scheme only", Optional.of("Bearer")),
                bad("someone with another scheme", Optional.of("Basic cGVuOnN0b2Nr")),
                bad("someone malformed", Optional.of("Bearer psm_short")),
                bad("someone unknown", Optional.of("Bearer psm_" + NOBODYS + "_" + "A".repeat(43))),
                bad("a caller of models", bearer(made("own", "\"type\":\"run\"")))));
        callers.add(bad("someone revoked", bearer(revoked())));
        callers.add(bad("someone with a wrong secret", bearer(withOtherSecret())));
        for (Role role : Role.values()) {
            String word = "\"type\":\"management\",\"role\":\"" + role.name().toLowerCase(Locale.ROOT) + "\"";
            callers.add(good(Reach.INSTALLATION, role, made("", word)));
            callers.add(good(Reach.OWN_ACCOUNT, role, made("own", word)));
            callers.add(good(Reach.FOREIGN_ACCOUNT, role, made("foreign", word)));
            callers.add(good(Reach.OWN_GATEWAY, role, made("own", word + ",\"gateways\":[\"mine\"]")));
            callers.add(good(Reach.FOREIGN_GATEWAY, role, made("foreign", word + ",\"gateways\":[\"default\"]")));
        }
        callers.add(bad("someone expired", bearer(expired())));
        return List.copyOf(callers);
    }

    private static Caller bad(String name, Optional<String> header) {
        return new Caller(name, header, Reach.NOWHERE, Role.VIEWER);
    }

    private static Caller good(Reach reach, Role role, String token) {
        return new Caller(role + " of " + reach, bearer(token), reach, role);
    }

    private static Optional<String> bearer(String token) {
        return Optional.of("Bearer " + token);
    }

    private static String made(String account, String fields) {
        String path = account.isEmpty() ? "/tokens" : "/accounts/" + account + "/tokens";
        return ADMIN.post(path, "{\"name\":\"t\"," + fields + "}")
                .result()
                .get("value")
                .asString();
    }

    private static String revoked() {
        String token = made("own", "\"type\":\"management\",\"role\":\"admin\"");
        ADMIN.delete("/accounts/own/tokens/" + token.substring(4, 20)).result();
        return token;
    }

    private static String withOtherSecret() {
        String token = made("own", "\"type\":\"management\",\"role\":\"admin\"");
        return token.substring(0, 21) + "A".repeat(43);
    }

    private static String expired() {
        String token = made(
                "own",
                "\"type\":\"management\",\"role\":\"admin\",\"expires_at\":\""
                        + Instant.now().plusSeconds(2) + "\"");
        Await.until(
                "the token's end",
                Duration.ofSeconds(20),
                () -> ADMIN.as(token).get("/user/tokens/verify").status() == 401);
        return token;
    }
}
