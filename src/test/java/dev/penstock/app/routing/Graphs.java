package dev.penstock.app.routing;

/** Elements of routes as the settings file and the management API take them. */
final class Graphs {
    private Graphs() {}

    /** A whole graph: begins at the element, and has an end called e. */
    static String of(String first, String... elements) {
        return "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"" + first + "\"}}},"
                + String.join(",", elements) + ",{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";
    }

    /** A model of the provider custom-{id}. */
    static String model(String id, int timeout, int retries, String fallback) {
        return model(id, id, timeout, retries, fallback, "");
    }

    /** @param more further properties, such as {@code ,"hedge":{}} */
    static String model(String id, String provider, int timeout, int retries, String fallback, String more) {
        return "{\"id\":\"" + id + "\",\"type\":\"model\",\"properties\":{" + target(provider) + ",\"timeout\":"
                + timeout + ",\"retries\":" + retries + more + "}," + outputs("success", "e", "fallback", fallback)
                + "}";
    }

    static String balance(String id, String strategy, String fallback, String... targets) {
        return "{\"id\":\"" + id + "\",\"type\":\"balance\",\"properties\":{\"strategy\":\"" + strategy
                + "\",\"timeout\":0,\"retries\":0,\"targets\":[" + String.join(",", targets) + "]},"
                + outputs("success", "e", "fallback", fallback) + "}";
    }

    static String weighted(String provider, int weight) {
        return "{" + target(provider) + ",\"weight\":" + weight + "}";
    }

    static String target(String provider) {
        return "\"provider\":\"custom-" + provider + "\",\"model\":\"m-" + provider + "\"";
    }

    static String conditional(String id, String conditions, String yes, String no) {
        return "{\"id\":\"" + id + "\",\"type\":\"conditional\",\"properties\":{\"conditions\":" + conditions + "},"
                + outputs("true", yes, "false", no) + "}";
    }

    static String percentage(String id, String... branches) {
        return "{\"id\":\"" + id + "\",\"type\":\"percentage\"," + outputs(branches) + "}";
    }

    static String rate(String id, String type, String limit, String yes, String no) {
        return "{\"id\":\"" + id + "\",\"type\":\"rate\",\"properties\":{\"limitType\":\"" + type
                + "\",\"key\":\"metadata.user\",\"limit\":" + limit + ",\"window\":86400},"
                + outputs("success", yes, "fallback", no) + "}";
    }

    /** @param pairs names of outputs and the elements they lead to */
    private static String outputs(String... pairs) {
        StringBuilder outputs = new StringBuilder("\"outputs\":{");
        for (int i = 0; i < pairs.length; i += 2) {
            outputs.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(pairs[i])
                    .append("\":{\"elementId\":\"")
                    .append(pairs[i + 1])
                    .append("\"}");
        }
        return outputs.append('}').toString();
    }
}
