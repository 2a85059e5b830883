package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Graphs of routes for tests: written down, or drawn. */
final class Graphs {
    static final Set<String> PROVIDERS = Set.of("openai", "anthropic");

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> TYPES = List.of("conditional", "percentage", "rate", "model", "balance");

    private Graphs() {}

    /** Elements in single quotes. */
    static DynamicRoute route(String name, String... elements) {
        return DynamicRoute.of(name, read("[" + String.join(",", elements).replace('\'', '"') + "]"));
    }

    static RouteGraph read(String elements) {
        RouteGraph.Outcome outcome = RouteGraph.read(JsonTree.read(elements), PROVIDERS);
        assertThat(outcome).as(elements).isInstanceOf(RouteGraph.Read.class);
        return ((RouteGraph.Read) outcome).graph();
    }

    static List<String> mistakes(String elements) {
        return switch (RouteGraph.read(JsonTree.read(elements), PROVIDERS)) {
            case RouteGraph.Read ignored -> List.of();
            case RouteGraph.Refused refused ->
                refused.problems().stream().map(GraphProblem::message).toList();
        };
    }

    static String start(String next) {
        return "{'id':'start','type':'start','outputs':{'next':{'elementId':'" + next + "'}}}";
    }

    static String end() {
        return "{'id':'end','type':'end','outputs':{}}";
    }

    /** A model of that name at openai. */
    static String model(String id, String success, String fallback) {
        return element(
                id, "model", "{'provider':'openai','model':'" + id + "'}", "success", success, "fallback", fallback);
    }

    /** Outputs: name, element, name, element … */
    static String element(String id, String type, String properties, String... outputs) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < outputs.length; i += 2) {
            out.append(i == 0 ? "" : ",").append("'" + outputs[i] + "':{'elementId':'" + outputs[i + 1] + "'}");
        }
        return "{'id':'" + id + "','type':'" + type + "','properties':" + properties + ",'outputs':{" + out + "}}";
    }

    private record Open(int owner, ObjectNode outputs, String name) {
        void to(String id) {
            outputs.putObject(name).put("elementId", id);
        }
    }

    /** A valid graph of so many elements: each new one hangs on an output of one before. */
    static ArrayNode drawn(Random random, int size) {
        ArrayNode elements = JSON.createArrayNode();
        List<Open> open = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean isLast = i == size - 1;
            String type = i == 0 ? "start" : isLast ? "end" : TYPES.get(random.nextInt(TYPES.size()));
            if (i > 0) {
                open.remove(random.nextInt(open.size())).to("n" + i);
            }
            ObjectNode element = elements.addObject().put("id", "n" + i).put("type", type);
            ObjectNode properties = properties(type, random);
            if (!properties.isEmpty()) {
                element.set("properties", properties);
            }
            ObjectNode outputs = element.putObject("outputs");
            for (String name : names(type, random)) {
                open.add(new Open(i, outputs, name));
            }
        }
        open.forEach(one -> one.to("n" + (one.owner + 1 + random.nextInt(size - 1 - one.owner))));
        return elements;
    }

    private static List<String> names(String type, Random random) {
        return switch (type) {
            case "start" -> List.of("next");
            case "conditional" -> List.of("true", "false");
            case "percentage" -> shares(random);
            case "end" -> List.of();
            default -> List.of("success", "fallback");
        };
    }

    private static List<String> shares(Random random) {
        List<String> shares = new ArrayList<>();
        int left = 100;
        for (int i = random.nextInt(5); i > 0; i--) {
            int share = 1 + random.nextInt(left - i);
            if (!shares.contains(share + "%") && left - share > 0) {
                shares.add(share + "%");
                left -= share;
            }
        }
        shares.add(shares.contains(left + "%") ? left + ".0%" : left + "%");
        return shares;
    }

    private static ObjectNode properties(String type, Random random) {
        return (ObjectNode) JSON.readTree(
                switch (type) {
                    case "conditional" -> "{\"conditions\":{\"body.n\":{\"$gt\":" + random.nextInt(10) + "}}}";
                    case "percentage" -> random.nextBoolean() ? "{\"sticky\":\"metadata.user\"}" : "{}";
                    case "rate" -> "{\"limitType\":\"count\",\"key\":\"metadata.user\",\"limit\":5,\"window\":60}";
                    case "model" -> "{\"provider\":\"openai\",\"model\":\"m" + random.nextInt(9) + "\"}";
                    case "balance" ->
                        "{\"strategy\":\"fastest\",\"affinity\":\"metadata.user\",\"targets\":[{\"provider\":\"openai\","
                                + "\"model\":\"a\"},{\"provider\":\"anthropic\",\"model\":\"b\",\"weight\":3}]}";
                    default -> "{}";
                });
    }
}
