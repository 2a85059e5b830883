package dev.penstock.route;

import static dev.penstock.route.Graphs.element;
import static dev.penstock.route.Graphs.end;
import static dev.penstock.route.Graphs.model;
import static dev.penstock.route.Graphs.route;
import static dev.penstock.route.Graphs.start;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of percentage elements, drawn and sticky. */
class SharesTest {
    private static final int DRAWS = 100_000;

    /** The value that chi-square exceeds once in ten thousand times, by degrees of freedom. */
    private static final Map<Integer, Double> BOUNDS = Map.of(1, 15.14, 2, 18.42, 3, 21.11, 4, 23.51);

    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");

    private static DynamicRoute split(String name, String id, String properties, String... shares) {
        String[] outputs = new String[2 * shares.length];
        String[] elements = new String[shares.length + 3];
        for (int i = 0; i < shares.length; i++) {
            outputs[2 * i] = shares[i];
            outputs[2 * i + 1] = IDS.get(i);
            elements[i + 3] = model(IDS.get(i), "end", "end");
        }
        elements[0] = start(id);
        elements[1] = element(id, "percentage", properties, outputs);
        elements[2] = end();
        return route(name, elements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10%,90%",
                "50%,50.0%",
                "1%,2%,97%",
                "0.5%,99.5%",
                "20%,20.0%,20.00%,20.000%,20.0000%",
                "0.1,else"
            })
    void draws_fall_as_the_shares_say(String shares) {
        DynamicRoute route = split("r", "p", "{}", shares.split(","));
        // Seeds that follow each other are as good as any.
        assertShares(route, seed -> route.start(Facts.NONE, seed));
        assertShares(route, seed -> route.start(Facts.NONE, seed << 40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10%,90%", "33.3%,33.4%,33.30%", "0.1,0.2,else"})
    void sticky_values_fall_as_the_shares_say(String shares) {
        DynamicRoute route = split("r", "p", "{'sticky':'metadata.user'}", shares.split(","));
        assertShares(route, user -> route.start(Facts.metadata("{'user':" + user + "}"), 1));
        assertShares(route, user -> route.start(Facts.metadata("{'user':'user-" + user + "'}"), 1));
    }

    private static void assertShares(DynamicRoute route, LongFunction<Leg> draw) {
        Map<String, Integer> counts = new HashMap<>();
        for (long i = 0; i < DRAWS; i++) {
            counts.merge(draw.apply(i).element(), 1, Integer::sum);
        }
        List<Element.Branch> branches = ((Element.Percentage) route.element("p")).branches();
        double chiSquare = 0;
        for (Element.Branch branch : branches) {
            double expected = branch.share().doubleValue() / 100 * DRAWS;
            chiSquare += Math.pow(counts.getOrDefault(branch.elementId(), 0) - expected, 2) / expected;
        }
        assertThat(chiSquare).as(counts.toString()).isLessThan(BOUNDS.get(branches.size() - 1));
    }

    @Test
    void the_smallest_share_there_is_takes_no_more_than_that() {
        assertThat(Chance.isBelow(0, new BigDecimal("0.000001"))).isTrue();
        assertThat(Chance.isBelow(-1, new BigDecimal("99.999999"))).isFalse();
        assertThat(Chance.isBelow(-1, new BigDecimal("100"))).isTrue();
    }

    @Test
    void who_has_one_value_takes_one_branch_in_every_process_and_version() {
        DynamicRoute first = split("r", "p", "{'sticky':'metadata.user'}", "50%", "50.0%");
        DynamicRoute next = split("r", "p", "{'sticky':'metadata.user'}", "50%", "50.0%");
        for (int user = 0; user < 1000; user++) {
            RouteFacts facts = Facts.metadata("{'user':'" + user + "'}");
            assertThat(next.start(facts, user).element())
                    .isEqualTo(first.start(facts, -user).element());
        }
        // What other processes and versions have drawn: it must never change.
        assertThat(Chance.shared("r", "p", "alice")).isEqualTo(-3_660_137_263_226_340_806L);
    }

    @Test
    void another_route_or_element_draws_anew() {
        DynamicRoute one = split("r", "p", "{'sticky':'metadata.user'}", "50%", "50.0%");
        DynamicRoute renamed = split("q", "p", "{'sticky':'metadata.user'}", "50%", "50.0%");
        DynamicRoute other = split("r", "o", "{'sticky':'metadata.user'}", "50%", "50.0%");
        int sameRenamed = 0;
        int sameOther = 0;
        for (int user = 0; user < 10_000; user++) {
            RouteFacts facts = Facts.metadata("{'user':'" + user + "'}");
            String branch = one.start(facts, 1).element();
            sameRenamed += renamed.start(facts, 1).element().equals(branch) ? 1 : 0;
            sameOther += other.start(facts, 1).element().equals(branch) ? 1 : 0;
        }
        assertThat(sameRenamed).isBetween(4_700, 5_300);
        assertThat(sameOther).isBetween(4_700, 5_300);
    }

    @Test
    void a_share_that_grows_keeps_those_it_has() {
        DynamicRoute before = split("r", "p", "{'sticky':'metadata.user'}", "10%", "90%");
        DynamicRoute after = split("r", "p", "{'sticky':'metadata.user'}", "20%", "80%");
        for (int user = 0; user < 2_000; user++) {
            RouteFacts facts = Facts.metadata("{'user':'" + user + "'}");
            if (before.start(facts, 1).element().equals("a")) {
                assertThat(after.start(facts, 1).element()).isEqualTo("a");
            }
        }
    }

    @Test
    void a_call_without_the_sticky_field_draws_by_its_seed() {
        DynamicRoute route = split("r", "p", "{'sticky':'metadata.user'}", "10%", "90%");
        assertShares(route, seed -> route.start(Facts.NONE, seed));
        assertThat(route.start(Facts.NONE, 7)).isEqualTo(route.start(Facts.NONE, 7));
    }

    @Test
    void two_elements_of_one_call_draw_apart() {
        DynamicRoute route = route(
                "r",
                start("p"),
                element("p", "percentage", "{}", "50%", "q", "50.0%", "end"),
                element("q", "percentage", "{}", "50%", "a", "50.0%", "end"),
                model("a", "end", "end"),
                end());
        int both = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            both += route.start(Facts.NONE, seed).element().equals("a") ? 1 : 0;
        }
        assertThat(both).isBetween(2_250, 2_750);
    }
}
