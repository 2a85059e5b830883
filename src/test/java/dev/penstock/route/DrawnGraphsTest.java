package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold for every graph: drawn at random, and broken at random. */
class DrawnGraphsTest {
    private static final int GRAPHS = 300;

    @Test
    void every_valid_graph_ends_in_no_more_legs_than_it_has_elements() {
        for (int i = 0; i < GRAPHS; i++) {
            Random random = new Random(i);
            int size = 2 + random.nextInt(i % 10 == 0 ? 99 : 20);
            DynamicRoute route =
                    DynamicRoute.of("r", Graphs.read(Graphs.drawn(random, size).toString()));
            assertThat(legs(route, random.nextLong(), new Random(i))).hasSizeLessThanOrEqualTo(size);
        }
    }

    @Test
    void the_same_graph_facts_and_seed_give_the_same_legs() {
        for (int i = 0; i < GRAPHS; i++) {
            Random random = new Random(i);
            String graph = Graphs.drawn(random, 2 + random.nextInt(30)).toString();
            DynamicRoute route = DynamicRoute.of("r", Graphs.read(graph));
            DynamicRoute again =
                    DynamicRoute.of("r", Graphs.read(Graphs.read(graph).json().text()));
            long seed = random.nextLong();
            assertThat(route.start(Facts.NONE, seed)).isEqualTo(route.start(Facts.NONE, seed));
            assertThat(said(legs(again, seed, new Random(i)))).isEqualTo(said(legs(route, seed, new Random(i))));
        }
    }

    /** A walk in which everything goes well or not by chance; no element may be met twice. */
    private static List<Leg> legs(DynamicRoute route, long seed, Random outcome) {
        RouteFacts facts = new Facts(
                        "{\"user\":\"u" + outcome.nextInt(5) + "\"}",
                        dev.penstock.call.Headers.EMPTY,
                        "{\"n\":" + outcome.nextInt(10) + "}")
                .facts();
        List<Leg> legs = new ArrayList<>();
        Set<String> met = new HashSet<>();
        Leg leg = route.start(facts, seed);
        while (true) {
            legs.add(leg);
            leg.passed().forEach(passed -> assertThat(met.add(passed.element())).isTrue());
            boolean well = outcome.nextBoolean();
            switch (leg) {
                case Leg.Ask ask -> leg = well ? ask.success() : ask.fallback();
                case Leg.Take take -> leg = well ? take.left() : take.exhausted();
                case Leg.Done done -> {
                    return legs;
                }
            }
        }
    }

    private static List<List<Object>> said(List<Leg> legs) {
        return legs.stream().map(DrawnGraphsTest::said).toList();
    }

    private static List<Object> said(Leg leg) {
        Object wanted = switch (leg) {
            case Leg.Ask ask -> ask.pool();
            case Leg.Take take -> take.quota();
            case Leg.Done done -> "done";
        };
        return List.of(leg.passed(), leg.element(), wanted);
    }

    /** What can be wrong with a graph; each breaks one and gives the id of what it broke, or nothing where it cannot. */
    enum Mistake {
        OUTPUT_MISSING {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "start", "conditional", "model", "balance", "rate");
                // A fallback may be left out.
                List<String> needed = new ArrayList<>(element.get("outputs").propertyNames());
                needed.remove("fallback");
                ((ObjectNode) element.get("outputs")).remove(needed.get(random.nextInt(needed.size())));
                return id(element);
            }
        },
        DANGLING {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element =
                        one(elements, random, "start", "conditional", "model", "balance", "rate", "percentage");
                lead(element, random, "nowhere");
                return id(element);
            }
        },
        NO_WAY_THERE {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                elements.insertObject(random.nextInt(elements.size()))
                        .put("id", "island")
                        .put("type", "conditional")
                        .putObject("outputs")
                        .set("true", leading("n" + (elements.size() - 2)));
                ObjectNode island = find(elements, "island");
                ((ObjectNode) island.get("outputs")).set("false", leading("n" + (elements.size() - 2)));
                return "island";
            }
        },
        WAY_BACK {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "conditional", "model", "balance", "rate", "percentage");
                List<String> before = new ArrayList<>(List.of(id(element)));
                elements.forEach(other -> {
                    if (leads(elements, other, id(element))) {
                        before.add(id(other));
                    }
                });
                lead(element, random, before.get(random.nextInt(before.size())));
                return id(element);
            }
        },
        SECOND_START {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode again = elements.insertObject(random.nextInt(elements.size() + 1));
                again.put("id", "again")
                        .put("type", "start")
                        .putObject("outputs")
                        .set("next", leading("n1"));
                return "again";
            }
        },
        SHARES_THAT_DO_NOT_ADD_UP {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "percentage");
                ObjectNode outputs = (ObjectNode) element.get("outputs");
                String share = outputs.propertyNames().iterator().next();
                outputs.remove(share);
                outputs.set(random.nextBoolean() ? "100.000001%" : "0.000001%", leading("n" + (elements.size() - 1)));
                outputs.set("100%", leading("n" + (elements.size() - 1)));
                return id(element);
            }
        },
        TWO_OF_ONE_ID {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = (ObjectNode) elements.get(random.nextInt(elements.size()));
                elements.add(element.deepCopy());
                return id(element);
            }
        },
        UNKNOWN_TYPE {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = (ObjectNode) elements.get(random.nextInt(elements.size()));
                element.put("type", "modle");
                return id(element);
            }
        },
        UNKNOWN_PROPERTY {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = (ObjectNode) elements.get(random.nextInt(elements.size()));
                element.withObject("/properties").put("tiemout", 1);
                return id(element);
            }
        },
        UNKNOWN_OUTPUT {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = (ObjectNode) elements.get(random.nextInt(elements.size()));
                ((ObjectNode) element.get("outputs")).set("sucess", leading("n" + (elements.size() - 1)));
                return id(element);
            }
        },
        UNKNOWN_PROVIDER {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "model", "balance");
                ObjectNode target = element.get("type").asString().equals("model")
                        ? (ObjectNode) element.get("properties")
                        : (ObjectNode) element.get("properties").get("targets").get(1);
                target.put("provider", "opnai");
                return id(element);
            }
        },
        UNKNOWN_OPERATOR {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "conditional");
                element.withObject("/properties/conditions").putObject("body.n").put("$near", 5);
                return id(element);
            }
        },
        KEY_THAT_IS_NO_FIELD {
            @Override
            String breakOne(ArrayNode elements, Random random) {
                ObjectNode element = one(elements, random, "rate", "balance", "percentage");
                String property = switch (element.get("type").asString()) {
                    case "rate" -> "key";
                    case "balance" -> "affinity";
                    default -> "sticky";
                };
                element.withObject("/properties").put(property, "cookie.user");
                return id(element);
            }
        };

        /** The mutated element's id. Throws where the graph has nothing of the kind. */
        abstract String breakOne(ArrayNode elements, Random random);
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void every_broken_graph_is_refused_with_the_id_of_what_is_broken(Mistake mistake) {
        for (int i = 0; i < GRAPHS; i++) {
            Random random = new Random(i);
            ArrayNode elements = withOneOfEach(random);
            String broken = mistake.breakOne(elements, random);
            assertThat(Graphs.mistakes(elements.toString()))
                    .as("seed %s: %s", i, elements)
                    .anyMatch(message -> message.contains("'" + broken + "'"));
        }
    }

    private static ArrayNode withOneOfEach(Random random) {
        while (true) {
            ArrayNode elements = Graphs.drawn(random, 12 + random.nextInt(8));
            Set<String> types = new HashSet<>();
            elements.forEach(element -> types.add(element.get("type").asString()));
            if (types.size() == 7) {
                return elements;
            }
        }
    }

    private static ObjectNode one(ArrayNode elements, Random random, String... types) {
        List<ObjectNode> fitting = new ArrayList<>();
        elements.forEach(element -> {
            if (List.of(types).contains(element.get("type").asString())) {
                fitting.add((ObjectNode) element);
            }
        });
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static ObjectNode find(ArrayNode elements, String id) {
        for (JsonNode element : elements) {
            if (id(element).equals(id)) {
                return (ObjectNode) element;
            }
        }
        throw new AssertionError(id);
    }

    private static boolean leads(ArrayNode elements, JsonNode from, String to) {
        for (JsonNode output : from.get("outputs")) {
            String next = output.get("elementId").asString();
            if (next.equals(to) || leads(elements, find(elements, next), to)) {
                return true;
            }
        }
        return false;
    }

    private static void lead(ObjectNode element, Random random, String to) {
        List<String> names = List.copyOf(element.get("outputs").propertyNames());
        ((ObjectNode) element.get("outputs")).set(names.get(random.nextInt(names.size())), leading(to));
    }

    private static ObjectNode leading(String to) {
        return tools.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("elementId", to);
    }

    private static String id(JsonNode element) {
        return element.get("id").asString();
    }
}
