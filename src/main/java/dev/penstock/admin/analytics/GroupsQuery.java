package dev.penstock.admin.analytics;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.Analytics;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupOrder;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** One {@code aiGatewayRequestsAdaptiveGroups}: reads what is asked, has it summed, and writes what was selected. */
final class GroupsQuery {
    private static final int MOST = 10_000;
    private static final int DEFAULT_LIMIT = 1_000;

    private final List<String> path;
    private final Map<String, Selections.Chosen> fields;
    /** What is wanted of each field, by the field's name in the answer: collected once, not for every group. */
    private final Map<String, Map<String, Selections.Chosen>> members = new HashMap<>();

    private final List<RollupDimension> groupBy = new ArrayList<>();
    private Granularity granularity = Granularity.ALL;

    /** @param path where it stands in the answer */
    GroupsQuery(Selections selections, Selections.Chosen chosen, List<String> path) {
        this.path = path;
        this.fields = selections.of(chosen.selections());
        if (fields.isEmpty()) {
            throw new GraphQlError("Say which fields of the groups you want", path);
        }
        fields.forEach((alias, field) -> {
            members.put(alias, selections.of(field.selections()));
            if (field.field().name().equals("dimensions")) {
                selections.of(field.selections()).values().forEach(this::dimension);
            }
        });
    }

    JsonText answer(Analytics analytics, LogScope scope, JsonTree arguments, Instant now) throws IOException {
        for (String name : arguments.names()) {
            if (!List.of("filter", "limit", "orderBy").contains(name)) {
                throw new GraphQlError("Unknown argument " + BadQuestion.quoted(name), path);
            }
        }
        RollupQuery query = query(scope, arguments, now);
        // What is selected is checked even where nothing is found.
        written(new RollupGroup(0, groupBy.stream().map(Object::toString).toList(), new Measures()));
        return switch (analytics.ask(query)) {
            case RollupAnswer.TooMany tooMany ->
                throw new GraphQlError("More than " + RollupQuery.MOST_GROUPS + " groups; narrow the filter", path);
            case RollupAnswer.Groups groups ->
                JsonText.array(groups.groups().stream().map(this::written).toArray());
        };
    }

    private void dimension(Selections.Chosen chosen) {
        String name = chosen.field().name();
        Granularity time = GroupFields.TIMES.get(name);
        RollupDimension dimension = GroupFields.DIMENSIONS.get(name);
        if (time != null) {
            boolean finer = granularity == Granularity.ALL || time.minutes() < granularity.minutes();
            granularity = finer ? time : granularity;
        } else if (dimension != null) {
            if (!groupBy.contains(dimension)) {
                groupBy.add(dimension);
            }
        } else if (!name.equals("__typename")) {
            throw unknown(chosen, "dimensions");
        }
    }

    private RollupQuery query(LogScope scope, JsonTree arguments, Instant now) {
        GroupFilter filter = new GroupFilter(path).and(arguments.at("filter"));
        long until = filter.until().orElse(now.toEpochMilli());
        long since = filter.since()
                .orElseThrow(() -> new GraphQlError(
                        "The filter needs a lower bound of time, such as datetime_geq or date_geq", path));
        long limit = arguments.at("limit").isAbsent()
                ? DEFAULT_LIMIT
                : arguments.at("limit").whole().orElse(0);
        if (limit < 1 || limit > MOST) {
            throw new GraphQlError("limit is 1 to " + MOST, path);
        }
        try {
            return new RollupQuery(
                    scope, since, until, granularity, groupBy, filter.filters(), order(arguments), (int) limit);
        } catch (IllegalArgumentException unanswerable) {
            throw new GraphQlError(String.valueOf(unanswerable.getMessage()), path);
        }
    }

    private List<RollupOrder> order(JsonTree arguments) {
        JsonTree orderBy = arguments.at("orderBy");
        List<JsonTree> given = orderBy.isArray() ? orderBy.items() : List.of(orderBy);
        List<RollupOrder> orders = new ArrayList<>();
        for (JsonTree item : given) {
            if (!item.isAbsent()) {
                orders.add(order(item.text().orElse("")));
            }
        }
        return orders;
    }

    private RollupOrder order(String text) {
        boolean descending = text.endsWith("_DESC");
        String field = descending || text.endsWith("_ASC") ? text.substring(0, text.lastIndexOf('_')) : "";
        GroupFields.Sum sum = field.startsWith("sum_") ? GroupFields.SUMS.get(field.substring(4)) : null;
        RollupDimension dimension = GroupFields.DIMENSIONS.get(field);
        if (field.equals("count")) {
            return new RollupOrder.ByMeasure(Measure.REQUESTS, descending);
        }
        if (sum != null) {
            return new RollupOrder.ByMeasure(sum.of(), descending);
        }
        if (GroupFields.TIMES.containsKey(field)) {
            return new RollupOrder.ByTime(descending);
        }
        if (dimension != null && groupBy.contains(dimension)) {
            return new RollupOrder.ByName(dimension, descending);
        }
        throw new GraphQlError("Cannot order by " + BadQuestion.quoted(text), path);
    }

    private JsonText written(RollupGroup group) {
        List<Object> written = new ArrayList<>();
        fields.forEach((alias, chosen) -> {
            written.add(alias);
            written.add(written(group, chosen));
        });
        return JsonText.object(written.toArray());
    }

    private JsonText written(RollupGroup group, Selections.Chosen chosen) {
        String name = chosen.field().name();
        Function<String, Function<Measures, JsonText>> object = GroupFields.OBJECTS.get(name);
        if (name.equals("count")) {
            return JsonText.of(group.measures().of(Measure.REQUESTS));
        }
        if (name.equals("__typename")) {
            return JsonText.of("AccountAiGatewayRequestsAdaptiveGroups");
        }
        if (name.equals("dimensions")) {
            return object(chosen, field -> dimension(group, field));
        }
        if (object == null) {
            throw unknown(chosen, "aiGatewayRequestsAdaptiveGroups");
        }
        return object(chosen, field -> {
            JsonText said = object.apply(field.field().name()).apply(group.measures());
            if (GroupFields.isNone(said)) {
                throw unknown(field, name);
            }
            return said;
        });
    }

    private JsonText object(Selections.Chosen chosen, Function<Selections.Chosen, JsonText> value) {
        Map<String, Selections.Chosen> wanted =
                members.getOrDefault(chosen.field().alias(), Map.of());
        if (wanted.isEmpty()) {
            throw new GraphQlError("Say which fields of " + chosen.field().name() + " you want", path);
        }
        List<Object> written = new ArrayList<>();
        wanted.forEach((alias, field) -> {
            boolean typeName = field.field().name().equals("__typename");
            written.add(alias);
            written.add(typeName ? JsonText.of(chosen.field().name()) : value.apply(field));
        });
        return JsonText.object(written.toArray());
    }

    private JsonText dimension(RollupGroup group, Selections.Chosen chosen) {
        String name = chosen.field().name();
        RollupDimension dimension = GroupFields.DIMENSIONS.get(name);
        if (dimension == null) {
            long unit = Objects.requireNonNull(GroupFields.TIMES.get(name)).minutes() * 60_000L;
            long begins = group.start() - Math.floorMod(group.start(), unit);
            return JsonText.of(name.equals("date") ? Times.date(begins) : Times.written(begins));
        }
        String said = group.names().get(groupBy.indexOf(dimension));
        // A status is a number, as it is everywhere else.
        return said.matches("[0-9]{1,3}") && name.equals("statusCode") ? new JsonText(said) : JsonText.of(said);
    }

    private GraphQlError unknown(Selections.Chosen chosen, String of) {
        Token at = chosen.field().at();
        return new GraphQlError(
                "Unknown field " + BadQuestion.quoted(chosen.field().name()) + " of " + of, at.line(), at.column());
    }
}
