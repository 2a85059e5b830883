package dev.penstock.admin.audit;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.PageMark;
import dev.penstock.admin.Paging;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Found;
import dev.penstock.control.AuditTrail.Kept;
import dev.penstock.control.AuditTrail.Wanted;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.Document;
import dev.penstock.control.Revision;
import dev.penstock.json.JsonText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The audit trail as Cloudflare's API shows it: an account's own part, or all of it to the operator. */
public final class AuditLogs implements Endpoint.Set {
    private static final int MOST_SKIPPED = 100_000;
    private static final String FAILED = ": failed";

    /** Cloudflare's names of resources; others keep ours. */
    private static final Map<String, String> TYPES = Map.of("gateways", "ai_gateway.gateway");

    private static final Map<String, Object> SHAPE = Schemas.object(
            "id", Schemas.TEXT,
            "when", Schemas.TIME,
            "action", Schemas.object("type", Schemas.TEXT, "result", Schemas.FLAG, "info", Schemas.TEXT),
            "actor", Schemas.object("id", Schemas.TEXT, "name", Schemas.TEXT, "type", Schemas.oneOf("token", "system")),
            "owner", Schemas.object("id", Schemas.TEXT),
            "resource", Schemas.object("id", Schemas.TEXT, "type", Schemas.TEXT),
            "newValueJson", Schemas.orNull(Schemas.ANY),
            "oldValueJson", Schemas.orNull(Schemas.ANY));

    private final ControlDesk desk;

    public AuditLogs(ControlDesk desk) {
        this.desk = desk;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet sheet = Sheet.of("audit", "Who did what, the newest first", Schemas.page(SHAPE))
                .with(
                        new Sheet.Parameter("since", "From this time or day on", Schemas.TEXT),
                        new Sheet.Parameter("before", "Before this time or day", Schemas.TEXT),
                        new Sheet.Parameter("direction", "By time", Schemas.oneOf("asc", "desc")),
                        new Sheet.Parameter("action.type", "Such as 'gateway created'", Schemas.TEXT),
                        new Sheet.Parameter("actor.id", "A token's id", Schemas.TEXT),
                        new Sheet.Parameter("page", "From 1", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "Up to 1000", Schemas.WHOLE));
        return List.of(
                new Endpoint(
                        "GET",
                        Endpoint.ACCOUNT + "/audit_logs",
                        new Access(Level.ACCOUNT, Role.ADMIN),
                        sheet,
                        call -> list(call, Optional.of(call.account()))),
                new Endpoint(
                        "GET",
                        "/client/v4/audit_logs",
                        new Access(Level.INSTALLATION, Role.ADMIN),
                        sheet,
                        call -> list(call, Optional.empty())));
    }

    private Answer list(ApiCall call, Optional<String> account) throws IOException {
        Query query = call.query();
        Paging paging = query.paging(100, 1000);
        long skip = (paging.page() - 1L) * paging.perPage();
        if (skip > MOST_SKIPPED) {
            throw ApiRefused.invalid(Problem.inQuery(
                    "'page' goes beyond entry " + MOST_SKIPPED + "; narrow the search with 'since' and 'before'",
                    "page"));
        }
        Found found = desk.audit(new Wanted(
                account,
                query.first("action.type"),
                query.first("actor.id"),
                Math.max(
                        time(query, "since").orElse(Long.MIN_VALUE),
                        account.flatMap(this::born).orElse(Long.MIN_VALUE)),
                time(query, "before").orElse(Long.MAX_VALUE),
                !query.oneOf("direction", List.of("asc", "desc")).orElse("desc").equals("asc"),
                (int) skip,
                paging.perPage()));
        List<JsonText> shown = new ArrayList<>();
        for (Kept kept : found.entries()) {
            shown.add(shown(kept));
        }
        return Answer.page(shown, new PageMark(paging.page(), paging.perPage(), shown.size(), found.total()));
    }

    /** What was done before is about another account of the same name. */
    private Optional<Long> born(String account) {
        return Accounts.bornAt(desk.state(), account);
    }

    private JsonText shown(Kept kept) throws IOException {
        Entry entry = kept.entry();
        String[] object = entry.object().split("/", -1);
        String id = object[object.length - 1];
        String type = object.length < 2 ? "" : object[object.length - 2];
        Optional<Revision.Step> step = step(entry, id);
        boolean failed = entry.action().endsWith(FAILED);
        return JsonText.object(
                "id",
                Long.toString(kept.number()),
                "when",
                Instant.ofEpochMilli(entry.at()).toString(),
                "action",
                JsonText.object(
                        "type",
                        failed
                                ? entry.action().substring(0, entry.action().length() - FAILED.length())
                                : entry.action(),
                        "result",
                        !failed,
                        "info",
                        entry.object()),
                "actor",
                JsonText.object(
                        "id",
                        entry.actor().id(),
                        "name",
                        entry.actor().name(),
                        "type",
                        actorType(entry.actor().id())),
                "owner",
                JsonText.object("id", entry.account()),
                "resource",
                JsonText.object("id", id, "type", TYPES.getOrDefault(type, type)),
                "newValueJson",
                body(step, Revision.Step::after),
                "oldValueJson",
                body(step, Revision.Step::before));
    }

    private static Optional<JsonText> body(
            Optional<Revision.Step> step, Function<Revision.Step, Optional<Document>> side) {
        return step.flatMap(side).map(document -> JsonText.of(document.body()));
    }

    /** An entry whose commit failed has no revision, or one that another act made later. */
    private Optional<Revision.Step> step(Entry entry, String id) throws IOException {
        if (entry.revision() == 0) {
            return Optional.empty();
        }
        Optional<Revision> revision = desk.store()
                .revision(entry.revision())
                .filter(found -> found.at() == entry.at() && found.object().equals(entry.object()));
        List<Revision.Step> steps = revision.map(Revision::steps).orElse(List.of());
        return steps.stream()
                .filter(step -> step.key().id().equals(id))
                .findFirst()
                .or(() -> steps.stream().findFirst());
    }

    /** Tokens have ids of 16 hexadecimal digits; what the gateway does by rule has a word. */
    private static String actorType(String id) {
        return id.matches("[0-9a-f]{16}") ? "token" : "system";
    }

    private static Optional<Long> time(Query query, String name) {
        return query.first(name).map(text -> {
            try {
                Instant time = text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                        : OffsetDateTime.parse(text).toInstant();
                return time.toEpochMilli();
            } catch (DateTimeException malformed) {
                throw ApiRefused.invalid(Problem.inQuery(
                        "'" + name + "' must be a time such as 2027-01-31T12:00:00Z or a day such as 2027-01-31",
                        name));
            }
        });
    }
}
