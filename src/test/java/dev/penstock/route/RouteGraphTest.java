package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a graph of a route may be, told element by element. */
class RouteGraphTest {
    private static final Set<String> PROVIDERS = Set.of("openai", "workers-ai");
    private static final String START = "{'id':'s','type':'start','outputs':{'next':{'elementId':'a'}}}";
    private static final String MODEL =
            "{'id':'a','type':'model','properties':{'provider':'openai','model':'gpt-4o-mini',"
                    + "'timeout':60000,'retries':2},'outputs':{'success':{'elementId':'e'},'fallback':{'elementId':'e'}}}";
    private static final String END = "{'id':'e','type':'end','outputs':{}}";

    /** The example of the specification: conditional, quota, model with a fallback model, end. */
    private static final String SUPPORT = "[{'id':'s','type':'start','outputs':{'next':{'elementId':'c'}}},"
            + "{'id':'c','type':'conditional','properties':{'conditions':{'metadata.plan':{'$eq':'free'}}},"
            + "'outputs':{'true':{'elementId':'r'},'false':{'elementId':'a'}}},"
            + "{'id':'r','type':'rate','properties':{'limitType':'count','key':'metadata.user_id','limit':100,"
            + "'window':3600},'outputs':{'success':{'elementId':'a'},'fallback':{'elementId':'b'}}},"
            + "{'id':'a','type':'model','properties':{'provider':'openai','model':'gpt-4o-mini','timeout':60000,"
            + "'retries':2},'outputs':{'success':{'elementId':'e'},'fallback':{'elementId':'b'}}},"
            + "{'id':'b','type':'model','properties':{'provider':'workers-ai','model':'@cf/meta/llama-3.1-8b-instruct',"
            + "'timeout':60000,'retries':0},'outputs':{'success':{'elementId':'e'},'fallback':{'elementId':'e'}}},"
            + END + "]";

    @Test
    void reads_all_kinds_of_elements_and_writes_them_as_they_were() {
        RouteGraph graph = read(SUPPORT);
        assertThat(graph.start().next()).isEqualTo("c");
        assertThat(graph.element("r")).isInstanceOfSatisfying(Element.Rate.class, rate -> {
            assertThat(rate.window()).isEqualTo(Duration.ofHours(1));
            assertThat(rate.key()).hasToString("metadata.user_id");
            assertThat(rate.type()).isEqualTo(Element.LimitType.COUNT);
        });
        assertThat(graph.element("c"))
                .isInstanceOfSatisfying(
                        Element.Conditional.class,
                        conditional -> assertThat(conditional.condition())
                                .isEqualTo(new Condition.Equal(
                                        new FieldPath(FieldPath.Source.METADATA, List.of("plan")),
                                        new Condition.Value.Text("free"))));
        assertThat(tree(graph.json().text())).isEqualTo(tree(SUPPORT));
    }

    @Test
    void takes_the_older_names_and_writes_todays() {
        RouteGraph graph = read("[" + START.replace("'a'", "'c'")
                + ",{'id':'c','type':'conditional','properties':{'condition':{'metadata.plan':'free'}},"
                + "'outputs':{'true':{'elementId':'r'},'false':{'elementId':'a'}}},"
                + "{'id':'r','type':'rate_limit','properties':{'limitType':'cost','key':'headers.X-Team','limit':1.5,"
                + "'interval':60,'technique':'fixed'},'outputs':{'success':{'elementId':'a'}}}," + MODEL + "," + END
                + "]");
        assertThat(graph.json().text())
                .contains("\"type\":\"rate\"", "\"window\":60", "\"technique\":\"fixed\"", "\"key\":\"headers.x-team\"")
                .contains("\"conditions\":{\"metadata.plan\":\"free\"}")
                // Without a fallback the route ends, which is what an end does.
                .contains("\"fallback\":{\"elementId\":\"e\"}")
                .doesNotContain("rate_limit", "interval", "\"condition\":");
        assertThat(tree(read(graph.json().text()).json().text()))
                .isEqualTo(tree(graph.json().text()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "10%=a,40%=b,50%=c; 10%,40%,50%",
                "0.1=a,0.9=b; 10%,90%",
                "33.4%=a,66.6%=b; 33.4%,66.6%",
                "100%=a; 100%",
                "30%=a,else=b; 30%,70%",
                "50%=a,else=b; 50%,50.0%",
                "50%=a,50.0%=b; 50%,50.0%",
                "0.5=a,50%=b; 50.0%,50%"
            })
    void normalises_shares(String outputs, String names) {
        RouteGraph graph = read(split(outputs));
        assertThat(graph.element("p").outputs())
                .extracting(Element.Output::name)
                .containsExactly(names.split(",", -1));
        assertThat(((Element.Percentage) graph.element("p"))
                        .branches().stream()
                                .mapToDouble(branch -> branch.share().doubleValue())
                                .sum())
                .isEqualTo(100.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "10%=a,40%=b; the branches add up to 50%, not to 100%",
                "60%=a,60%0=b; a branch is named by its share",
                "50=a,50%=b; '50' lacks its percent sign: write '50%'",
                "100%=a,else=b; nothing remains for 'else'",
                "0%=a,100%=b; a branch takes more than 0% and at most 100%",
                "10%=a,11%=b,12%=c,13%=a,14%=b,40%=c; a percentage element has 1 to 5 branches, not 6",
                "-10%=a,110%=b; a branch is named by its share"
            })
    void refuses_shares_that_make_no_whole(String outputs, String message) {
        assertThat(problems(split(outputs)))
                .anySatisfy(problem -> assertThat(problem.message())
                        .startsWith("Element 'p': ")
                        .contains(message));
    }

    @Test
    void names_what_is_wrong_with_a_graph() {
        assertProblem("[" + MODEL + "," + END + "]", "A route needs an element of type start", "elements");
        assertProblem(
                "[" + START + "," + MODEL + "]",
                "'e', and there is no such element",
                "elements",
                "1",
                "outputs",
                "success",
                "elementId");
        assertProblem(
                "[" + START + "," + MODEL.replace("'e'", "'s'") + "]",
                "A route needs an element of type end",
                "elements");
        assertProblem(
                "[" + START + "," + START.replace("'s'", "'t'") + "," + MODEL + "," + END + "]",
                "Element 't': a route has one start, and 's' is one",
                "elements",
                "1",
                "type");
        assertProblem(
                "[" + START + "," + START + "," + MODEL + "," + END + "]",
                "Two elements have the id 's'",
                "elements",
                "1",
                "id");
        assertProblem(
                "[" + START + "," + MODEL + "," + MODEL.replace("'a'", "'b'") + "," + END + "]",
                "Element 'b': no way leads here from the start",
                "elements",
                "2",
                "id");
        assertProblem(
                "[" + START + "," + MODEL.replace("'fallback':{'elementId':'e'}", "'fallback':{'elementId':'a'}") + ","
                        + END + "]",
                "Element 'a': the output 'fallback' leads back to 'a'",
                "elements",
                "1",
                "outputs",
                "fallback",
                "elementId");
        assertProblem(
                "[" + START.replace("'next':{'elementId':'a'}", "") + "," + MODEL + "," + END + "]",
                "Element 's': the output 'next' is missing",
                "elements",
                "0",
                "outputs",
                "next");
        assertProblem(
                "[" + START.replace("'a'", "7") + "," + MODEL + "," + END + "]",
                "Element 's': the output 'next' must be {\"elementId\":\"…\"}",
                "elements",
                "0",
                "outputs",
                "next");
        assertProblem(
                "[" + START + "," + MODEL.replace("'model','properties'", "'modle','properties'") + "," + END + "]",
                "Element 'a': unknown type 'modle'",
                "elements",
                "1",
                "type");
        assertProblem(
                "[" + START + "," + MODEL.replace("openai", "opnai") + "," + END + "]",
                "Element 'a': there is no provider 'opnai'",
                "elements",
                "1",
                "properties",
                "provider");
        assertProblem(
                "[" + START + "," + MODEL.replace("'retries':2", "'retries':6") + "," + END + "]",
                "'retries' must be a whole number from 0 to 5",
                "elements",
                "1",
                "properties",
                "retries");
        assertProblem(
                "[" + START + "," + MODEL.replace("'retries'", "'retrys'") + "," + END + "]",
                "has no property 'retrys'",
                "elements",
                "1",
                "properties",
                "retrys");
        assertProblem(
                "[" + START + "," + MODEL + "," + END.replace("{}", "{'next':{'elementId':'a'}}") + "]",
                "Element 'e': an end has no outputs",
                "elements",
                "2",
                "outputs");
        assertProblem(
                "[" + START + "," + MODEL + "," + END.replace("'e'", "''") + "]",
                "An element needs an 'id'",
                "elements",
                "2",
                "id");
        assertProblem("{}", "'elements' must be a list of elements", "elements");
        assertProblem("[]", "A route has 1 to 100 elements, not 0", "elements");
    }

    @Test
    void takes_custom_providers_and_branches_that_meet_again() {
        assertThat(read("[" + START + "," + MODEL.replace("openai", "custom-mine") + "," + END + "]")
                        .elements())
                .hasSize(3);
        assertThat(read(SUPPORT).element("b").outputs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'metadata.plan':{'$ne':'free'}}",
                "{'metadata.plan':{'$in':['a','b',1,true,null]}}",
                "{'metadata.plan':{'$nin':['a']},'headers.X-Team':'x'}",
                "{'body.max_tokens':{'$gt':1,'$lte':100}}",
                "{'body.messages.0.role':{'$exists':true}}",
                "{'metadata.mail':{'$regex':'@example[.]org$'}}",
                "{'$and':[{'metadata.a':1},{'$or':[{'metadata.b':{'$gte':'m'}},{'metadata.c':{'$lt':2.5}}]}]}",
                "{'$not':{'metadata.a':1}}",
                "{'metadata.a':{'$not':{'$eq':1}}}",
                "{}"
            })
    void takes_every_operator(String conditions) {
        assertThat(read(conditional(conditions)).json().text())
                .contains("\"conditions\":" + conditions.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'metadata.plan':{'$equals':'free'}}|unknown operator '$equals'",
                "{'$xor':[]}|unknown operator '$xor'",
                "{'plan':'free'}|'plan' is no field",
                "{'metadata.':'free'}|is no field",
                "{'body.a..b':'free'}|is no field",
                "{'$and':{}}|'$and' takes a list",
                "{'$or':[]}|'$or' takes a list",
                "{'metadata.a':{'$in':'a'}}|'$in' takes a list of 1 to 100 values",
                "{'metadata.a':{'$gt':true}}|'$gt' takes a number or a text",
                "{'metadata.a':{'$exists':1}}|'$exists' takes true or false",
                "{'metadata.a':{'$regex':'(a'}}|'$regex' has no valid pattern",
                "{'metadata.a':{'$regex':'(?=a)'}}|cannot be run in linear time",
                "{'metadata.a':{'$eq':[1]}}|a value is a text",
                "{'metadata.a':{}}|is compared with nothing",
                "{'metadata.a':{'$not':1}}|'$not' takes an object",
                "[]|a condition is an object"
            })
    void refuses_conditions_with_their_place(String conditions, String message) {
        assertThat(problems(conditional(conditions))).first().satisfies(problem -> {
            assertThat(problem.message()).startsWith("Element 'c': ").contains(message);
            assertThat(problem.path()).startsWith("elements", "1", "properties", "conditions");
        });
    }

    @Test
    void hostile_graphs_are_refused_in_bounded_time() {
        String deep = "{'$not':".repeat(400) + "{}" + "}".repeat(400);
        String wide = "[" + "{'metadata.a':1},".repeat(2_000) + "{}]";
        String many = "[" + (MODEL + ",").repeat(4_000) + END + "]";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(problems(conditional(deep))).isNotEmpty();
            assertThat(problems(conditional("{'$and':" + wide + "}")))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(20);
            assertThat(problems(many)).hasSize(1);
            assertThat(problems(ladder(98))).isEmpty();
        });
    }

    /** Each model leads twice to the next: 2 to the power of 98 ways, one hundred elements. */
    private static String ladder(int rungs) {
        StringBuilder out = new StringBuilder("[" + START.replace("'a'", "'m0'"));
        for (int i = 0; i < rungs; i++) {
            String next = i == rungs - 1 ? "e" : "m" + (i + 1);
            out.append(',').append(MODEL.replace("'a'", "'m" + i + "'").replace("'e'", "'" + next + "'"));
        }
        return out.append(',').append(END).append(']').toString();
    }

    private static String conditional(String conditions) {
        return "[" + START.replace("'a'", "'c'") + ",{'id':'c','type':'conditional','properties':{'conditions':"
                + conditions + "},'outputs':{'true':{'elementId':'a'},'false':{'elementId':'e'}}}," + MODEL + "," + END
                + "]";
    }

    private static String split(String outputs) {
        StringBuilder out = new StringBuilder();
        for (String output : outputs.split(",", -1)) {
            String[] parts = output.strip().split("=", 2);
            out.append(out.isEmpty() ? "" : ",").append("'" + parts[0] + "':{'elementId':'" + parts[1] + "'}");
        }
        String models = outputs.contains("=c")
                ? MODEL + "," + MODEL.replace("'a'", "'b'") + "," + MODEL.replace("'a'", "'c'")
                : outputs.contains("=b") ? MODEL + "," + MODEL.replace("'a'", "'b'") : MODEL;
        return "[" + START.replace("'a'", "'p'") + ",{'id':'p','type':'percentage','outputs':{" + out + "}}," + models
                + "," + END + "]";
    }

    private static void assertProblem(String elements, String message, String... path) {
        assertThat(problems(elements)).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.path()).containsExactly(path);
        });
    }

    private static RouteGraph read(String elements) {
        RouteGraph.Outcome outcome = RouteGraph.read(tree(elements), PROVIDERS);
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(RouteGraph.Read.class);
        return ((RouteGraph.Read) outcome).graph();
    }

    private static List<GraphProblem> problems(String elements) {
        return RouteGraph.read(tree(elements), PROVIDERS) instanceof RouteGraph.Refused refused
                ? refused.problems()
                : List.of();
    }

    private static JsonTree tree(String json) {
        return JsonTree.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
