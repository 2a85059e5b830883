package dev.penstock.admin.analytics;

import dev.penstock.json.JsonTree;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The filter of a dataset: {@code datetime}, {@code datetimeMinute}, {@code datetimeHour}, {@code date} and their like with
 * {@code _geq}, {@code _gt}, {@code _leq}, {@code _lt} or alone; names alone or with {@code _neq}, {@code _in},
 * {@code _notin}; {@code AND} of filters.
 */
final class GroupFilter {
    private static final long SECOND = 1_000;

    private final List<String> path;
    private final List<RollupFilter> filters = new ArrayList<>();
    private Optional<Long> since = Optional.empty();
    private Optional<Long> until = Optional.empty();

    GroupFilter(List<String> path) {
        this.path = path;
    }

    List<RollupFilter> filters() {
        return filters;
    }

    Optional<Long> since() {
        return since;
    }

    Optional<Long> until() {
        return until;
    }

    GroupFilter and(JsonTree filter) {
        for (String name : filter.names()) {
            JsonTree value = filter.at(name);
            if (name.equals("AND")) {
                value.items().forEach(this::and);
            } else if (!value.isAbsent()) {
                add(name, value);
            }
        }
        return this;
    }

    private void add(String name, JsonTree value) {
        int end = name.lastIndexOf('_');
        String field = end < 0 ? name : name.substring(0, end);
        String operator = end < 0 ? "eq" : name.substring(end + 1);
        RollupDimension dimension = GroupFields.DIMENSIONS.get(field);
        Optional<Long> unit = unit(field);
        if (unit.isPresent()) {
            bound(name, operator, time(name, value), unit.get());
        } else if (dimension != null) {
            filters.add(new RollupFilter(dimension, isWanted(name, operator), texts(name, operator, value)));
        } else {
            throw unknown(name);
        }
    }

    private static Optional<Long> unit(String field) {
        return field.equals("datetime")
                ? Optional.of(SECOND)
                : Optional.ofNullable(GroupFields.TIMES.get(field)).map(granularity -> granularity.minutes() * 60_000L);
    }

    /** The field is the beginning of the unit that a call falls into, and that is what is compared. */
    private void bound(String name, String operator, long time, long unit) {
        long begins = time - Math.floorMod(time, unit);
        long notBefore = begins == time ? time : begins + unit;
        switch (operator) {
            case "geq" -> notBefore(notBefore);
            case "gt" -> notBefore(begins + unit);
            case "leq" -> before(begins + unit);
            case "lt" -> before(notBefore);
            case "eq" -> {
                notBefore(notBefore);
                before(begins + unit);
            }
            default -> throw unknown(name);
        }
    }

    private void notBefore(long time) {
        since = Optional.of(Math.max(time, since.orElse(Long.MIN_VALUE)));
    }

    private void before(long time) {
        until = Optional.of(Math.min(time, until.orElse(Long.MAX_VALUE)));
    }

    private long time(String name, JsonTree value) {
        return value.text()
                .flatMap(Times::parse)
                .orElseThrow(() -> new GraphQlError("filter." + name + " is no time of RFC 3339", path));
    }

    private boolean isWanted(String name, String operator) {
        return switch (operator) {
            case "eq", "in" -> true;
            case "neq", "notin" -> false;
            default -> throw unknown(name);
        };
    }

    private Set<String> texts(String name, String operator, JsonTree value) {
        boolean several = operator.endsWith("in");
        Set<String> texts = new HashSet<>();
        for (JsonTree item : several && value.isArray() ? value.items() : List.of(value)) {
            Optional<String> number = item.whole().isPresent() ? Optional.of(item.toString()) : Optional.empty();
            texts.add(item.text()
                    .or(() -> number)
                    .orElseThrow(() -> new GraphQlError("filter." + name + " is no text", path)));
        }
        return texts;
    }

    private GraphQlError unknown(String name) {
        return new GraphQlError("Unknown filter " + BadQuestion.quoted(name), path);
    }
}
