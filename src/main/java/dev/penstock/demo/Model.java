package dev.penstock.demo;

import dev.penstock.call.Refusal;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The models on offer; they differ in pace only. */
enum Model {
    CHAT("demo-chat", 4),
    FAST("demo-fast", 1);

    private final String id;
    private final int quarters;

    Model(String id, int quarters) {
        this.id = id;
        this.quarters = quarters;
    }

    /** The model of that name. */
    static Model named(String id) {
        return Arrays.stream(values())
                .filter(model -> model.id.equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                                404, 0, "The model '" + shortened(id) + "' does not exist; the demo has " + ids())
                        .thrown());
    }

    String id() {
        return id;
    }

    /** How many quarters of the usual pause between tokens this model takes. */
    int quarters() {
        return quarters;
    }

    private static String ids() {
        return Arrays.stream(values()).map(Model::id).collect(Collectors.joining(" and ")) + ".";
    }

    private static String shortened(String id) {
        return id.length() <= 80 ? id : id.substring(0, 80) + "…";
    }
}
