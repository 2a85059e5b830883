package dev.penstock.admin.evaluations;

import dev.penstock.admin.Problem;
import dev.penstock.control.Document;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An evaluation as it is kept: its datasets as they were when it was made, and its results. */
record KeptEvaluation(Document document) {
    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int DONE = 2;
    private static final int FAILED = 3;

    String name() {
        return document.body().at("name").text().orElse("");
    }

    boolean isProcessed() {
        return document.body().at("processed").isTrue();
    }

    /** The filters of each of its datasets. They were checked when they were saved. */
    List<List<DatasetFilter>> filters() {
        List<Problem> none = new ArrayList<>();
        return document.body().at("datasets").items().stream()
                .map(dataset -> new FilterReader(none).read(dataset.at("filters")))
                .toList();
    }

    JsonText shown() {
        return shown(document.body().at("total_logs"), document.body().at("results"));
    }

    /** While it is being computed, with how many entries were found so far. */
    JsonText running(long found) {
        return shown(
                found,
                document.body().at("results").items().stream()
                        .map(before -> result(before, "", RUNNING, "Being computed", 0, document.modifiedAt()))
                        .toList());
    }

    private JsonText shown(Object total, Object results) {
        JsonTree body = document.body();
        return JsonText.object(
                "id",
                document.id(),
                "name",
                name(),
                "gateway_id",
                document.key().gateway(),
                "created_at",
                time(document.createdAt()),
                "modified_at",
                time(document.modifiedAt()),
                "processed",
                isProcessed(),
                "total_logs",
                total,
                "datasets",
                body.at("datasets"),
                "results",
                results);
    }

    /** What a new one keeps; every result waits. */
    static JsonTree waiting(String id, String name, List<JsonText> datasets, List<NewResult> results, long now) {
        List<JsonText> waiting = results.stream()
                .map(result ->
                        result(id, result.id, result.type.id, "", WAITING, "Waiting to be computed", 0, now, now))
                .toList();
        return body(name, false, 0, datasets, waiting);
    }

    /** A result to come. */
    record NewResult(String id, EvaluationType type) {}

    Document done(Tally tally, long now) {
        List<JsonText> results = new ArrayList<>();
        for (JsonTree before : document.body().at("results").items()) {
            String typeId = before.at("evaluation_type_id").text().orElse("");
            for (EvaluationType type : EvaluationType.values()) {
                if (type.id.equals(typeId)) {
                    results.add(computed(before, type, tally.outcome(type), tally.total(), now));
                }
            }
        }
        return with(tally.total(), results, now);
    }

    Document failed(String why, long now) {
        List<JsonText> results = document.body().at("results").items().stream()
                .map(before -> result(before, "", FAILED, why, 0, now))
                .toList();
        return with(0, results, now);
    }

    private Document with(long total, List<JsonText> results, long now) {
        List<JsonText> datasets = document.body().at("datasets").items().stream()
                .map(JsonText::of)
                .toList();
        return new Document(document.key(), body(name(), true, total, datasets, results), document.createdAt(), now);
    }

    private JsonText computed(JsonTree before, EvaluationType type, Tally.Outcome outcome, long total, long now) {
        String said = outcome.value().isPresent()
                ? type.description + ", over " + outcome.used() + " of " + total + " logs"
                : "None of the " + total + " logs has what this needs";
        return result(
                before, outcome.value().map(BigDecimal::toPlainString).orElse(""), DONE, said, outcome.used(), now);
    }

    private JsonText result(JsonTree before, String value, int status, String said, long used, long now) {
        return result(
                document.id(),
                before.at("id").text().orElse(""),
                before.at("evaluation_type_id").text().orElse(""),
                value,
                status,
                said,
                used,
                document.createdAt(),
                now);
    }

    private static JsonTree body(
            String name, boolean processed, long total, List<JsonText> datasets, List<JsonText> results) {
        return Datasets.tree(JsonText.object(
                "name", name, "processed", processed, "total_logs", total, "datasets", datasets, "results", results));
    }

    private static JsonText result(
            String evaluation,
            String id,
            String type,
            String value,
            int status,
            String said,
            long used,
            long createdAt,
            long modifiedAt) {
        return JsonText.object(
                "id",
                id,
                "evaluation_id",
                evaluation,
                "evaluation_type_id",
                type,
                "result",
                value,
                "status",
                status,
                "status_description",
                said,
                "total_logs",
                used,
                "created_at",
                time(createdAt),
                "modified_at",
                time(modifiedAt));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
