package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.HealthSettings;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.egress.EgressGuard;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys at the top of the file. */
final class TopKeys {
    private static final Key<String> ACCOUNT = Key.of(
            "account",
            Kinds.matching(TokenKeys.GATEWAY_ID, "1 to 64 letters, digits, '.', '_' or '-'"),
            "default",
            "The account id in URLs.");
    private static final Key<String> HOST =
            host("host", "The address calls are taken on. Beyond loopback every gateway must ask for a token.");
    static final Key<Integer> PORT = Key.of("port", Kinds.whole(0, 65535), 8787, "Its port; 0 is any free one.")
            .readAtStart();
    private static final Key<Optional<String>> PUBLIC_URL = Key.optional(
            "public_url",
            Urls.kind(),
            "made from host and port",
            "What clients call this gateway by, where a proxy stands before it; the management API gives it out.");
    private static final Key<String> ADMIN_HOST = host("admin_host", "The address of the management listener.");
    static final Key<Integer> ADMIN_PORT = Key.of(
                    "admin_port",
                    Kinds.whole(0, 65535),
                    8788,
                    "The port of the management listener; 0 is any free one.")
            .readAtStart();
    private static final Key<Path> DATA = Key.of(
                    "data",
                    Kinds.parsed(
                            "the path of a folder",
                            TopKeys::parsePath,
                            TopKeys::showPath,
                            Kinds.schema("type", "string", "minLength", 1)),
                    Path.of("./data"),
                    "The folder that holds all state.")
            .readAtStart();
    private static final Key<Boolean> DEMO = Key.of(
                    "demo", Kinds.flag(), false, "Whether a made-up provider answers, so that no key is needed.")
            .readAtStart();
    private static final Key<Duration> GRACE_TIME = Key.of(
            "grace_time",
            Kinds.span("0s", "1h"),
            Duration.ofSeconds(30),
            "How long running calls may go on after a request to stop.");

    static final Key<Map<String, ProviderSettings>> PROVIDERS = Key.of(
            "providers",
            new MapKind<>("provider", ProviderKeys.SECTION, 1000, Findings::providers),
            Map.of(),
            "What is changed about providers, by slug.");

    static final Key<List<CustomProviderSettings>> CUSTOM_PROVIDERS = Key.of(
            "custom_providers",
            ListKind.of(CustomProviderKeys.SECTION, 1000),
            List.of(),
            "Providers of your own, called at custom-{slug}; their addresses are judged at each call.");
    static final Key<EgressGuard> EGRESS =
            Key.section("egress", EgressKeys.SECTION, "Where custom providers may lead to.");

    static final Key<List<GatewaySettings>> GATEWAYS = Key.of(
            "gateways",
            ListKind.of(GatewayKeys.IN_FILE, 1000),
            List.of(),
            "The gateways. One named default exists even if it is not given: open on loopback, with tokens beyond it.");
    private static final Key<ZoneId> TIME_ZONE = Key.of(
            "time_zone",
            RuleKeys.zoneKind(),
            ZoneOffset.UTC,
            "Where the days, weeks and months of limits begin that name no zone of their own.");
    static final Key<List<LimitRule>> ACCOUNT_LIMITS = Key.of(
            "account_limits",
            ListKind.of(RuleKeys.section(Origin.ACCOUNT), RuleKeys.MOST),
            List.of(),
            "Limits over all gateways of the account together, those made while running included.");
    static final Key<List<TokenSettings>> TOKENS = Key.of(
            "tokens",
            ListKind.of(TokenKeys.SECTION, 100_000),
            List.of(),
            "Gateway tokens; 'penstock token' makes one.");
    static final Key<List<ManagementTokenSettings>> MANAGEMENT_TOKENS = Key.of(
            "management_tokens",
            ListKind.of(ManagementTokenKeys.SECTION, 1000),
            List.of(),
            "Tokens of the management API, for who deploys without the set-up step; 'penstock token --management' makes"
                    + " one. They are beside those made while running, and read-only there.");
    static final Key<List<PriceOverride>> PRICES =
            Key.of("prices", ListKind.of(PriceKeys.SECTION, 10_000), List.of(), "Your own prices.");
    private static final Key<MasterKeySettings> MASTER_KEY = Key.section(
            "master_key", MasterKeyKeys.SECTION, "The key that seals stored provider keys and other secrets.");
    static final Key<CacheSettings> CACHE = Key.section(
            "cache",
            CacheKeys.CACHE,
            "The room that answers given again may take; whether there are any is said by each gateway.");
    private static final Key<ResumeSettings> RESUME =
            Key.section("resume", CacheKeys.RESUME, "Taking up streams again that a client has lost.");
    static final Key<Limits> LIMITS = Key.section("limits", LimitKeys.SECTION, "Bounds of bytes and counts.");
    static final Key<Timeouts> TIMEOUTS = Key.section("timeouts", TimeoutKeys.SECTION, "Bounds of time.");

    private static final Key<HealthSettings> HEALTH = Key.section(
            "health", HealthKeys.SECTION, "When targets, keys and upstreams count as well, over all gateways.");

    private static final Key<Compatibility.ProviderFailureStatus> FAILURE_STATUS = Key.of(
            "provider_failure_status",
            Kinds.oneOf(Compatibility.ProviderFailureStatus.class),
            Compatibility.ProviderFailureStatus.GATEWAY,
            "The status when no provider gave a usable answer: gateway is 502 or 504, cloudflare is 400."
                    + " Both with code 2005.");
    static final Key<Compatibility> COMPATIBILITY = Key.section(
            "compatibility",
            new SectionKind<>(List.of(FAILURE_STATUS), fields -> new Compatibility(fields.get(FAILURE_STATUS))),
            "Where Cloudflare is followed to the letter.");

    private static final Key<LogOutput.Format> LOG_FORMAT = Key.of(
                    "format",
                    Kinds.oneOf(LogOutput.Format.class),
                    LogOutput.Format.TEXT,
                    "Lines for people or for machines.")
            .readAtStart();
    private static final Key<LogOutput.Level> LOG_LEVEL = Key.of(
                    "level",
                    Kinds.oneOf(LogOutput.Level.class),
                    LogOutput.Level.INFO,
                    "The least important level written.")
            .readAtStart();
    static final Key<LogOutput> LOG = Key.section(
            "log",
            new SectionKind<>(
                    List.of(LOG_FORMAT, LOG_LEVEL),
                    fields -> new LogOutput(fields.get(LOG_FORMAT), fields.get(LOG_LEVEL))),
            "What the process writes about itself.");

    static final SectionKind<Settings> FILE = new SectionKind<>(
            List.of(
                    ACCOUNT,
                    HOST,
                    PORT,
                    PUBLIC_URL,
                    ADMIN_HOST,
                    ADMIN_PORT,
                    DATA,
                    DEMO,
                    GRACE_TIME,
                    PROVIDERS,
                    CUSTOM_PROVIDERS,
                    EGRESS,
                    GATEWAYS,
                    TIME_ZONE,
                    ACCOUNT_LIMITS,
                    TOKENS,
                    MANAGEMENT_TOKENS,
                    PRICES,
                    MASTER_KEY,
                    CACHE,
                    RESUME,
                    LIMITS,
                    TIMEOUTS,
                    HEALTH,
                    COMPATIBILITY,
                    LOG),
            TopKeys::build);

    private TopKeys() {}

    private static Key<String> host(String name, String says) {
        return Key.of(
                        name,
                        Kinds.parsed(
                                "an IP address or a host name",
                                Hosts::parse,
                                value -> value,
                                Kinds.schema("type", "string")),
                        "127.0.0.1",
                        says)
                .readAtStart();
    }

    private static @Nullable Path parsePath(String text) {
        try {
            return text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static String showPath(Path path) {
        return path.toString();
    }

    private static Settings build(Fields fields) {
        Consistency.check(fields);
        return new Settings(
                Digest.of(fields.block()),
                fields.get(ACCOUNT),
                fields.get(HOST),
                fields.get(PORT),
                fields.get(PUBLIC_URL),
                fields.get(ADMIN_HOST),
                fields.get(ADMIN_PORT),
                fields.get(DATA),
                fields.get(DEMO),
                fields.get(GRACE_TIME),
                fields.get(PROVIDERS),
                fields.get(CUSTOM_PROVIDERS),
                fields.get(EGRESS),
                fields.get(GATEWAYS),
                GatewayBody.declared(fields, fields.get(GATEWAYS)),
                fields.get(TIME_ZONE),
                fields.get(ACCOUNT_LIMITS),
                fields.get(TOKENS),
                fields.get(MANAGEMENT_TOKENS),
                fields.get(PRICES),
                fields.get(MASTER_KEY),
                fields.get(CACHE),
                fields.get(RESUME),
                fields.get(LIMITS),
                fields.get(TIMEOUTS),
                fields.get(HEALTH),
                fields.get(COMPATIBILITY),
                fields.get(LOG));
    }
}
