package dev.penstock.admin.logs;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.PageMark;
import dev.penstock.admin.Paging;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.admin.prices.PriceShelf;
import dev.penstock.admin.prices.Receipt;
import dev.penstock.control.ControlDesk;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallHistory;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogPage;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cloudflare's Logs API over what is logged here. */
public final class Logs implements Endpoint.Set {
    private static final String ALL = Endpoint.GATEWAY + "/logs";
    private static final String ONE = ALL + "/{id}";
    private static final int LONGEST_METADATA = 16 << 10;

    /** Stored bytes are shown as nothing that a browser would run. */
    private static final List<String> SHOWABLE =
            List.of("application/json", "text/event-stream", "application/x-ndjson", "text/plain");

    private final CallHistory history;
    private final LogKeeper keeper;
    private final ControlDesk desk;
    private final PriceShelf prices;

    public Logs(CallHistory history, LogKeeper keeper, ControlDesk desk, PriceShelf prices) {
        this.prices = prices;
        this.history = history;
        this.keeper = keeper;
        this.desk = desk;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.GATEWAY, Role.VIEWER);
        Access change = new Access(Level.GATEWAY, Role.MEMBER);
        Access delete = new Access(Level.GATEWAY, Role.ADMIN);
        Sheet list = Sheet.of("logs", "List logged calls", LogSchemas.PAGE).with(LogSchemas.parameters());
        Sheet remove = Sheet.of("logs", "Delete logged calls", Schemas.object("success", Schemas.FLAG))
                .with(LogSchemas.deleting());
        Sheet one = Sheet.of("logs", "Show a logged call", Schemas.result(LogView.WHOLE));
        Sheet edit = Sheet.of("logs", "Say something of a logged call", Schemas.result(LogView.WHOLE))
                .taking(LogSchemas.ANNOTATION);
        Sheet receipt = Sheet.of("logs", "What a call cost and why, line by line", Schemas.result(Receipt.SHAPE));
        Sheet story = Sheet.of("logs", "How a call went and why, from begin to end", Schemas.result(StorySchema.STORY));
        Sheet request = Sheet.of("logs", "The request body as it was stored", Schemas.ANY);
        Sheet response = Sheet.of("logs", "The response body as it was stored", Schemas.ANY);
        return List.of(
                new Endpoint("GET", ALL, read, list, this::list),
                new Endpoint("DELETE", ALL, delete, remove, this::delete),
                new Endpoint("GET", ONE, read, one, this::show),
                new Endpoint("PATCH", ONE, change, edit, this::annotate),
                new Endpoint(
                        "GET",
                        ONE + "/receipt",
                        read,
                        receipt,
                        call -> Answer.of(Receipt.of(found(call).row(), prices))),
                new Endpoint(
                        "GET",
                        ONE + "/explain",
                        read,
                        story,
                        call -> Answer.of(Story.of(found(call).row()))),
                new Endpoint("GET", ONE + "/request", read, request, this::request),
                new Endpoint("GET", ONE + "/response", read, response, this::response));
    }

    private Answer list(ApiCall call) throws IOException {
        LogQuery query = LogQueries.page(call.scope(), call.query());
        Paging paging = LogQueries.paging(call.query());
        LogPage page = history.page(query);
        PageMark mark =
                new PageMark(paging.page(), paging.perPage(), page.calls().size(), page.total());
        List<JsonText> items = page.calls().stream().map(LogView::listed).toList();
        return page.extent().isEmpty()
                ? Answer.page(items, mark)
                : Answer.page(items, LogSchemas.mark(mark, page.extent().get()));
    }

    private Answer delete(ApiCall call) throws IOException {
        LogQuery query = LogQueries.deleted(call.scope(), call.query());
        desk.note(
                call.actor(),
                call.account(),
                "logs deleted",
                "gateways/" + call.scope().gateway() + "/logs");
        keeper.delete(query);
        return Answer.json(200, JsonText.object("success", true));
    }

    private Answer show(ApiCall call) throws IOException {
        return Answer.of(LogView.whole(found(call)));
    }

    private Answer annotate(ApiCall call) throws IOException {
        Annotation annotation = annotation(call.json());
        found(call);
        desk.note(
                call.actor(),
                call.account(),
                "log annotated",
                "gateways/" + call.scope().gateway() + "/logs/" + call.part("id"));
        LoggedCall now =
                keeper.annotate(call.scope(), call.part("id"), annotation).orElseThrow(ApiRefused::absent);
        return Answer.of(LogView.whole(now));
    }

    private static Annotation annotation(JsonTree body) {
        Annotation annotation = Annotation.NONE;
        JsonTree feedback = body.at("feedback");
        if (!feedback.isMissing()) {
            annotation = annotation.feedback(feedback(feedback));
        }
        JsonTree score = body.at("score");
        if (!score.isMissing()) {
            if (!score.isNull() && score.decimal().isEmpty()) {
                throw ApiRefused.invalid(Problem.inBody("'score' must be a number or null", "score"));
            }
            annotation = annotation.score(score.decimal().map(BigDecimal::doubleValue));
        }
        JsonTree metadata = body.at("metadata");
        if (!metadata.isMissing()) {
            annotation = annotation.metadata(metadata(metadata));
        }
        return annotation;
    }

    private static Optional<Integer> feedback(JsonTree given) {
        if (given.isNull()) {
            return Optional.empty();
        }
        long number = given.whole().orElse(0);
        if (number != 1 && number != -1) {
            throw ApiRefused.invalid(Problem.inBody("'feedback' must be -1, 1 or null", "feedback"));
        }
        return Optional.of((int) number);
    }

    private static Optional<String> metadata(JsonTree given) {
        if (given.isNull()) {
            return Optional.empty();
        }
        boolean isFlat = given.isObject()
                && given.names().stream()
                        .map(given::at)
                        .allMatch(value -> value.text().isPresent()
                                || value.flag().isPresent()
                                || value.decimal().isPresent());
        String text = given.toString();
        if (!isFlat || text.length() > LONGEST_METADATA) {
            throw ApiRefused.invalid(Problem.inBody(
                    "'metadata' must be an object of texts, numbers and flags, at most " + LONGEST_METADATA
                            + " characters long, or null",
                    "metadata"));
        }
        return Optional.of(text);
    }

    private Answer request(ApiCall call) throws IOException {
        CallRow row = found(call).row();
        CallRow.Bodies bodies = row.bodies();
        return body(row.requestContentType(), bodies == null ? new byte[0] : bodies.request());
    }

    private Answer response(ApiCall call) throws IOException {
        CallRow row = found(call).row();
        CallRow.Bodies bodies = row.bodies();
        return body(row.responseContentType(), bodies == null ? new byte[0] : bodies.response());
    }

    private static Answer body(@Nullable String type, byte[] bytes) {
        if (bytes.length == 0) {
            throw ApiRefused.absent();
        }
        String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Answer.bytes(SHOWABLE.contains(plain) ? plain : "application/octet-stream", bytes);
    }

    private LoggedCall found(ApiCall call) throws IOException {
        return history.read(new LogScope.Gateway(call.scope()), call.part("id")).orElseThrow(ApiRefused::absent);
    }
}
