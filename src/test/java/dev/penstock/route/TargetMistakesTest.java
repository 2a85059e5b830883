package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused of the elements that call models, and how it is told. */
class TargetMistakesTest {
    private static final String TARGET = "{'provider':'openai','model':'m'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; 'targets' must be a list of 1 to 20",
                "{'targets':[]}; 'targets' must be a list of 1 to 20",
                "{'targets':['openai/m']}; 'targets.0' must be an object",
                "{'targets':[T,{'provider':'opnai','model':'m'}]}; 'targets.1.provider' is wrong: there is no provider 'opnai'",
                "{'targets':[{'provider':'openai'}]}; 'targets.0.model' must be a text",
                "{'targets':[{'provider':'openai','model':'m','weight':0}]}; 'targets.0.weight' must be a whole number from 1 to 1000",
                "{'targets':[{'provider':'openai','model':'m','weight':1001}]}; 'targets.0.weight' must be",
                "{'targets':[{'provider':'openai','model':'m','weight':1.5}]}; 'targets.0.weight' must be",
                "{'targets':[{'provider':'openai','model':'m','wieght':1}]}; 'targets.0.wieght' is not known here; there are weight",
                "{'targets':[{'provider':'openai','model':'m','key':''}]}; 'targets.0.key' must be a text",
                "{'targets':[T],'strategy':'random'}; 'strategy' must be one of first, weighted, round_robin, least_in_flight, fastest, cheapest",
                "{'targets':[T],'affinity':'user'}; 'affinity' must be a field",
                "{'targets':[T],'timeout':-1}; 'timeout' must be",
                "{'targets':[T],'retries':6}; 'retries' must be",
                "{'targets':[T],'hedge':true}; 'hedge' must be an object",
                "{'targets':[T],'hedge':{'after':'p99'}}; 'hedge.after' must be \"p95\" or milliseconds",
                "{'targets':[T],'hedge':{'after':0}}; 'hedge.after' must be",
                "{'targets':[T],'hedge':{'most':6}}; 'hedge.most' must be a whole number from 1 to 5",
                "{'targets':[T],'hedge':{'cost_cap':0}}; 'hedge.cost_cap' must be US dollars",
                "{'targets':[T],'hedge':{'cost_cap':1e999999999}}; 'hedge.cost_cap' must be US dollars",
                "{'targets':[T],'hedge':{'cost_cap':1e-10}}; 'hedge.cost_cap' must be US dollars",
                // The next member is asked, whoever that is.
                "{'targets':[T],'hedge':{'to':T}}; 'hedge.to' is not known here",
                "{'targets':[T],'taregts':[]}; no property 'taregts'"
            })
    void of_a_balance(String properties, String message) {
        assertRefused("balance", properties, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'provider':'openai','model':'m','key':7}; 'key' must be a text",
                "{'provider':'openai','model':'m','hedge':{'to':{'provider':'opnai','model':'m'}}}; 'hedge.to.provider' is wrong",
                "{'provider':'openai','model':'m','hedge':{'to':{'provider':'openai'}}}; 'hedge.to.model' must be",
                "{'provider':'openai','model':'m','hedge':{'to':{'provider':'openai','model':'m','weight':2}}}; 'hedge.to.weight' is not known",
                "{'provider':'openai','model':'m','weight':2}; no property 'weight'"
            })
    void of_a_model(String properties, String message) {
        assertRefused("model", properties, message);
    }

    @Test
    void of_a_percentage() {
        assertThat(Graphs.mistakes(graph(Graphs.element("x", "percentage", "{'sticky':'user'}", "100%", "end"))))
                .singleElement()
                .asString()
                .contains("Element 'x'", "'sticky' must be a field such as metadata.user_id");
    }

    @Test
    void twenty_targets_are_the_most() {
        assertThat(Graphs.mistakes(balance("{'targets':[" + (TARGET + ",").repeat(19) + TARGET + "]}")))
                .isEmpty();
        assertThat(Graphs.mistakes(balance("{'targets':[" + (TARGET + ",").repeat(20) + TARGET + "]}")))
                .singleElement()
                .asString()
                .contains("Element 'x'", "1 to 20");
    }

    private static void assertRefused(String type, String properties, String message) {
        String written = properties.replace("[T", "[" + TARGET).replace(":T}", ":" + TARGET + "}");
        assertThat(Graphs.mistakes(graph(Graphs.element("x", type, written, "success", "end"))))
                .singleElement()
                .asString()
                .contains("Element 'x'", message);
    }

    private static String balance(String properties) {
        return graph(Graphs.element("x", "balance", properties, "success", "end"));
    }

    private static String graph(String element) {
        return ("[" + Graphs.start("x") + "," + element + "," + Graphs.end() + "]").replace('\'', '"');
    }
}
