package dev.penstock.admin.prices;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.CallRow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are to be priced anew.
 *
 * @param since the first epoch millisecond that belongs to it
 * @param until the first that does not
 * @param dryRun whether nothing is to be changed
 */
record RepriceOrder(
        long since,
        long until,
        Optional<String> account,
        Optional<String> gateway,
        Optional<String> provider,
        Optional<String> model,
        boolean dryRun) {
    private static final Set<String> NAMES =
            Set.of("since", "until", "account", "gateway", "provider", "model", "dry_run");

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    /** @throws ApiRefused 400 where the body is not understood */
    static RepriceOrder of(JsonTree body, Instant now) {
        body.names().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
            throw wrong(
                    "There is no '" + name + "' here; there are "
                            + NAMES.stream().sorted().toList(),
                    name);
        });
        long since = time(body, "since", now)
                .orElseThrow(() -> wrong("'since' is missing; write 7d or 2026-11-22", "since"));
        long until = time(body, "until", now).orElse(now.toEpochMilli());
        if (since >= until) {
            throw wrong("'until' must be after 'since'", "until");
        }
        Optional<String> gateway = text(body, "gateway");
        Optional<String> account = text(body, "account");
        if (gateway.isPresent() && account.isEmpty()) {
            throw wrong("'gateway' needs 'account': two accounts may have gateways of one name", "account");
        }
        JsonTree dry = body.at("dry_run");
        if (!dry.isMissing() && dry.flag().isEmpty()) {
            throw wrong("'dry_run' must be true or false", "dry_run");
        }
        return new RepriceOrder(
                since, until, account, gateway, text(body, "provider"), text(body, "model"), dry.isTrue());
    }

    boolean matches(CallRow row) {
        return row.createdAt() >= since
                && row.createdAt() < until
                && isOrAny(account, row.scope().account())
                && isOrAny(gateway, row.scope().gateway())
                && isOrAny(provider, row.provider())
                && isOrAny(model, row.model());
    }

    private static boolean isOrAny(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("since", Instant.ofEpochMilli(since).toString());
        fields.put("until", Instant.ofEpochMilli(until).toString());
        account.ifPresent(name -> fields.put("account", name));
        gateway.ifPresent(name -> fields.put("gateway", name));
        provider.ifPresent(name -> fields.put("provider", name));
        model.ifPresent(name -> fields.put("model", name));
        fields.put("dry_run", dryRun);
        return fields;
    }

    JsonText kept() {
        return JsonText.of(fields());
    }

    private static Optional<String> text(JsonTree body, String name) {
        JsonTree value = body.at(name);
        if (!value.isAbsent() && value.text().isEmpty()) {
            throw wrong("'" + name + "' must be a text", name);
        }
        return value.text();
    }

    private static Optional<Long> time(JsonTree body, String name, Instant now) {
        return text(body, name).map(text -> {
            try {
                return instant(text.toLowerCase(Locale.ROOT).strip(), text, now).toEpochMilli();
            } catch (DateTimeException | ArithmeticException malformed) {
                throw wrong("'" + name + "' must be a time such as 7d, 2026-11-22 or 2026-11-22T15:00:00Z", name);
            }
        });
    }

    private static Instant instant(String lower, String text, Instant now) {
        Matcher ago = AGO.matcher(lower);
        if (ago.matches()) {
            return now.minus(Duration.parse(
                    ago.group(2).equals("d") ? "P" + ago.group(1) + "D" : "PT" + ago.group(1) + ago.group(2)));
        }
        return text.length() == "2026-11-22".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(text).toInstant();
    }

    private static ApiRefused wrong(String message, String name) {
        return ApiRefused.invalid(Problem.inBody(message, name));
    }
}
