package dev.penstock.admin.evaluations;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.json.JsonText;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Lists what evaluations can ask. */
public final class EvaluationTypes implements Endpoint.Set {
    /** They came with the first release and are the same in every account. */
    private static final String SINCE = "2026-11-22T00:00:00Z";

    private static final List<String> ORDERS =
            List.of("id", "name", "type", "description", "enable", "mandatory", "created_at", "modified_at");

    @Override
    public List<Endpoint> endpoints() {
        Sheet list = Sheet.of("evaluations", "List evaluation types", Schemas.page(EvaluationShapes.TYPE))
                .with(
                        new Sheet.Parameter(
                                "order_by", "The field to order by", Schemas.oneOf(ORDERS.toArray(String[]::new))),
                        new Sheet.Parameter("order_by_direction", "asc or desc", Schemas.oneOf("asc", "desc")));
        return List.of(new Endpoint(
                "GET",
                Endpoint.AI_GATEWAY + "/evaluation-types",
                new Access(Level.ACCOUNT_PART, Role.VIEWER),
                list,
                EvaluationTypes::list));
    }

    private static Answer list(ApiCall call) {
        String by = call.query().oneOf("order_by", ORDERS).orElse("name");
        boolean descends = call.query()
                .oneOf("order_by_direction", List.of("asc", "desc"))
                .orElse("asc")
                .equals("desc");
        Comparator<EvaluationType> order = Comparator.comparing(key(by));
        List<EvaluationType> types = Arrays.stream(EvaluationType.values())
                .sorted(descends ? order.reversed() : order)
                .toList();
        return call.query().paging(20, 100).of(types, EvaluationTypes::shown);
    }

    /** The types differ in their words only; by all else they keep their order. */
    private static Function<EvaluationType, String> key(String by) {
        return switch (by) {
            case "id", "type" -> type -> type.id;
            case "name" -> type -> type.label;
            case "description" -> type -> type.description;
            default -> type -> "";
        };
    }

    private static JsonText shown(EvaluationType type) {
        return JsonText.object(
                "id",
                type.id,
                "name",
                type.label,
                "type",
                type.id,
                "description",
                type.description,
                "enable",
                true,
                "mandatory",
                false,
                "created_at",
                SINCE,
                "modified_at",
                SINCE);
    }
}
