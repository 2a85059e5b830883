package dev.penstock.config;

import dev.penstock.call.Budgeting;
import dev.penstock.call.Caching;
import dev.penstock.call.Dlp;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.GatewaySettings.Credentials;
import dev.penstock.call.GatewaySettings.LogKeeping;
import dev.penstock.call.GatewaySettings.RateLimit;
import dev.penstock.call.GatewaySettings.Retries;
import dev.penstock.call.Guardrails;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.OtelTarget;
import dev.penstock.call.Routing;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.Stripe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The keys of an item of "gateways": the fields and ranges of Cloudflare's management API. */
final class GatewayKeys {
    static final Key<String> ID = Key.required(
            "id",
            Kinds.matching(TokenKeys.GATEWAY_ID, "1 to 64 letters, digits, '.', '_' or '-'"),
            "The name in URLs.");
    static final Key<Boolean> AUTHENTICATION =
            Key.of("authentication", Kinds.flag(), true, "Whether a call needs a gateway token.");
    private static final Key<Boolean> COLLECT_LOGS =
            Key.of("collect_logs", Kinds.flag(), true, "Whether calls are logged; the header cf-aig-collect-log wins.");
    private static final Key<Boolean> LOG_CLASSIFICATION = Key.of(
                    "log_classification", Kinds.flag(), false, "Whether logged calls are labelled by task.")
            .notYetActing();
    private static final Key<Boolean> CACHE_INVALIDATE = Key.of(
            "cache_invalidate_on_update", Kinds.flag(), false, "Whether changing the gateway empties its cache.");
    private static final Key<Integer> CACHE_TTL = count("cache_ttl", "Seconds an answer may be given again; 0 is off.");
    private static final Key<Integer> RATE_INTERVAL =
            count("rate_limiting_interval", "Seconds of the window calls are counted in; 0 is off.");
    private static final Key<Integer> RATE_LIMIT =
            count("rate_limiting_limit", "Calls that may pass in one window; 0 is off.");
    private static final Key<GatewaySettings.Technique> RATE_TECHNIQUE = Key.of(
            "rate_limiting_technique",
            Kinds.oneOf(GatewaySettings.Technique.class),
            GatewaySettings.Technique.FIXED,
            "Windows aligned to the clock, or trailing.");
    private static final Key<Optional<Integer>> LOG_MANAGEMENT =
            Key.optional("log_management", Kinds.whole(10_000, 10_000_000), "unbounded", "How many log rows are kept.");
    private static final Key<Optional<LogKeeping.WhenFull>> LOG_STRATEGY = Key.optional(
            "log_management_strategy",
            Kinds.oneOfCapitals(LogKeeping.WhenFull.class),
            "none",
            "What gives way when that many are kept: the oldest, unless new ones are to be left out.");
    private static final Key<Optional<Duration>> LOG_RETENTION =
            Key.optional("log_retention", Kinds.span("1h", "3650d"), "for ever", "How long a log row is kept.");
    private static final Key<Boolean> LOGPUSH = Key.of(
                    "logpush", Kinds.flag(), false, "Whether log rows are pushed elsewhere.")
            .notYetActing();
    private static final Key<Optional<String>> LOGPUSH_KEY = Key.optional(
                    "logpush_public_key",
                    Kinds.text(16, 1024),
                    "none",
                    "The public key pushed rows are encrypted with.")
            .notYetActing();
    private static final Key<Optional<Integer>> RETRY_ATTEMPTS =
            Key.optional("retry_max_attempts", Kinds.whole(1, 5), "1", "How often one target is tried.");
    private static final Key<Optional<Integer>> RETRY_DELAY =
            Key.optional("retry_delay", Kinds.whole(0, 60_000), "none", "Milliseconds before the next try.");
    private static final Key<Optional<Retries.Backoff>> RETRY_BACKOFF =
            Key.optional("retry_backoff", Kinds.oneOf(Retries.Backoff.class), "none", "How that delay grows.");
    private static final Key<Optional<String>> STORE_ID = Key.optional(
                    "store_id", Kinds.text(1, 64), "none", "The secret store that holds the gateway's provider keys.")
            .notYetActing();
    private static final Key<Credentials.WorkersAiBilling> WORKERS_AI_BILLING = Key.of(
                    "workers_ai_billing_mode",
                    Kinds.oneOf(Credentials.WorkersAiBilling.class),
                    Credentials.WorkersAiBilling.POSTPAID,
                    "Who pays for Workers AI.")
            .notYetActing();
    private static final Key<Boolean> ZDR = Key.of(
                    "zdr", Kinds.flag(), false, "Ask for zero data retention where the operator's keys are used.")
            .notYetActing();
    private static final Key<Boolean> BYOK_ONLY = Key.of(
            "byok_only", Kinds.flag(), false, "Refuse calls for which the caller brings no key and none is stored.");
    private static final Key<List<String>> MANAGED_KEYS = Key.of(
            "managed_keys",
            ListKind.orOne(Kinds.matching("\\*|[a-z0-9]+(-[a-z0-9]+)*", "the name of a provider, or \"*\""), 1000),
            List.of("*"),
            "The providers whose 'managed_key' calls of this gateway may use; \"*\" is every one, [] is none.");
    private static final Key<Optional<Dlp>> DLP = Key.optional(
                    "dlp", ScreenKeys.DLP, "off", "Scanning for data that must not leave.")
            .notYetActingWhen(dlp -> dlp.map(Dlp::enabled).orElse(false));
    private static final Key<Optional<Guardrails>> GUARDRAILS = Key.optional(
                    "guardrails", ScreenKeys.GUARDRAILS, "off", "What to do on hazardous prompts and answers.")
            .notYetActingWhen(guardrails -> guardrails.map(g -> !g.isEmpty()).orElse(false));
    private static final Key<List<OtelTarget>> OTEL = Key.of(
                    "otel", ListKind.of(ExportKeys.OTEL, 10), List.of(), "Where a span per call is exported to.")
            .notYetActing();
    private static final Key<Optional<SpendLimits>> SPEND_LIMITS =
            Key.optional("spend_limits", SpendKeys.SECTION, "off", "Budgets.");
    private static final Key<Optional<Stripe>> STRIPE = Key.optional(
                    "stripe", ExportKeys.STRIPE, "off", "Metering events for Stripe.")
            .notYetActing();

    private static final Key<List<LimitRule>> LIMITS = Key.of(
            "limits",
            ListKind.of(RuleKeys.section(Origin.GATEWAY), RuleKeys.MOST),
            List.of(),
            "Limits beyond Cloudflare's: on money, calls, tokens and streams, by whom and on what.");
    private static final Key<Optional<RunKeys.Runs>> RUNS =
            Key.optional("runs", RunKeys.SECTION, "unlimited", "What all calls of one run may come to together.");
    private static final Key<Optional<Budgeting>> BUDGETING = Key.optional(
            "budgeting", BudgetingKeys.SECTION, "its defaults", "How limits on money and tokens are held.");

    private static final Key<Optional<Caching>> CACHE = Key.optional(
            "cache",
            CachingKeys.SECTION,
            "its defaults",
            "What is given again beyond Cloudflare's two settings, and how.");

    private static final Key<Optional<Routing>> ROUTING = Key.optional(
            "routing",
            RoutingKeys.SECTION,
            "its defaults",
            "How keys and addresses are chosen, and what happens when they fail, beyond Cloudflare's retries.");

    static final SectionKind<GatewaySettings> SECTION = new SectionKind<>(
            List.of(
                    ID,
                    AUTHENTICATION,
                    COLLECT_LOGS,
                    LOG_CLASSIFICATION,
                    CACHE_INVALIDATE,
                    CACHE_TTL,
                    RATE_INTERVAL,
                    RATE_LIMIT,
                    RATE_TECHNIQUE,
                    LOG_MANAGEMENT,
                    LOG_STRATEGY,
                    LOG_RETENTION,
                    LOGPUSH,
                    LOGPUSH_KEY,
                    RETRY_ATTEMPTS,
                    RETRY_DELAY,
                    RETRY_BACKOFF,
                    STORE_ID,
                    WORKERS_AI_BILLING,
                    ZDR,
                    BYOK_ONLY,
                    MANAGED_KEYS,
                    DLP,
                    GUARDRAILS,
                    OTEL,
                    SPEND_LIMITS,
                    STRIPE,
                    LIMITS,
                    RUNS,
                    BUDGETING,
                    CACHE,
                    ROUTING),
            GatewayKeys::build);

    /** In the file it may hold routes beside; made while running, they are made one by one. */
    static final SectionKind<GatewaySettings> IN_FILE = new SectionKind<>(
            Stream.concat(SECTION.keys().stream(), Stream.of(RouteKeys.ROUTES)).toList(),
            fields -> build(fields).with(RouteKeys.of(fields)));

    private GatewayKeys() {}

    private static Key<Integer> count(String name, String says) {
        return Key.of(name, Kinds.whole(0, Integer.MAX_VALUE), 0, says);
    }

    private static GatewaySettings build(Fields fields) {
        RuleKeys.checkNames(fields, LIMITS);
        return new GatewaySettings(
                fields.get(ID),
                fields.get(AUTHENTICATION),
                fields.get(COLLECT_LOGS),
                fields.get(LOG_CLASSIFICATION),
                CachingKeys.of(fields.get(CACHE_TTL), fields.get(CACHE_INVALIDATE), fields.get(CACHE)),
                new RateLimit(
                        Duration.ofSeconds(fields.get(RATE_INTERVAL)),
                        fields.get(RATE_LIMIT),
                        fields.get(RATE_TECHNIQUE)),
                retries(fields),
                new LogKeeping(
                        optionalInt(fields.get(LOG_MANAGEMENT)),
                        fields.get(LOG_STRATEGY),
                        fields.get(LOG_RETENTION),
                        fields.get(LOGPUSH),
                        fields.get(LOGPUSH_KEY)),
                new Credentials(
                        fields.get(STORE_ID),
                        fields.get(WORKERS_AI_BILLING),
                        fields.get(ZDR),
                        fields.get(BYOK_ONLY),
                        managed(fields)),
                fields.get(DLP),
                fields.get(GUARDRAILS),
                fields.get(OTEL),
                fields.get(SPEND_LIMITS),
                fields.get(STRIPE),
                BudgetingKeys.of(
                        fields.get(BUDGETING),
                        fields.get(LIMITS),
                        fields.get(RUNS).orElse(RunKeys.Runs.UNLIMITED)),
                fields.get(ROUTING).orElse(Routing.DEFAULT),
                List.of());
    }

    private static Set<String> managed(Fields fields) {
        List<String> slugs = fields.get(MANAGED_KEYS);
        Set<String> known = fields.providers();
        for (int i = 0; i < slugs.size(); i++) {
            String slug = slugs.get(i);
            if (!slug.equals(Credentials.EVERY) && !known.isEmpty() && !known.contains(slug)) {
                fields.refuseItem(
                        MANAGED_KEYS, i, "", "names the unknown provider '" + slug + "'" + Nearest.hint(slug, known));
            }
        }
        return Set.copyOf(slugs);
    }

    private static Retries retries(Fields fields) {
        return new Retries(
                optionalInt(fields.get(RETRY_ATTEMPTS)),
                fields.get(RETRY_DELAY).map(Duration::ofMillis),
                fields.get(RETRY_BACKOFF));
    }

    private static OptionalInt optionalInt(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
