package dev.penstock.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order in which policies decide, rule by rule. */
class VerdictsTest {
    private static final String EVERYONE = "company:all";
    private static final String NO_LIMIT = "{'type':'no-limit'}";
    private static final String BLOCK = "{'type':'block'}";
    private static final String JO =
            "{'cf':{'user':{'id':'u1','email':'jo@x.org','groups':['eng']}},'metadata':{'team':'a'}}";

    @Test
    void without_policies_everything_is_allowed() {
        assertThat(verdict(JO)).isEqualTo(new Verdict.Unlimited());
    }

    @Test
    void where_none_applies_the_answer_is_no() {
        assertThat(verdict(JO, policy("p", EVERYONE, "*", "false", NO_LIMIT)))
                .isEqualTo(new Verdict.Blocked(Optional.empty()));
    }

    @Test
    void a_block_overrides_all_others() {
        assertThat(verdict(
                        JO,
                        policy("free", EVERYONE, "*", "true", NO_LIMIT),
                        policy("stop", EVERYONE, "*", "'eng' in cf.user.groups", BLOCK),
                        policy("free too", EVERYONE, "*", "true", NO_LIMIT)))
                .isEqualTo(new Verdict.Blocked(Optional.of("stop")));
    }

    @Test
    void a_block_with_except_blocks_everything_but_its_resource() {
        Policy only = policy(
                "only mini", EVERYONE, "{'model':'openai/gpt-*-mini'}", "true", "{'type':'block','except':true}");
        Policy rest = policy("rest", EVERYONE, "*", "true", NO_LIMIT);
        assertThat(Verdicts.of(List.of(only, rest), asked(JO, "openai", "gpt-4o")))
                .isInstanceOf(Verdict.Blocked.class);
        assertThat(Verdicts.of(List.of(only, rest), asked(JO, "openai", "gpt-4o-mini")))
                .isEqualTo(new Verdict.Unlimited());
    }

    @Test
    void the_highest_cap_of_a_period_counts_in_a_bucket() {
        Verdict.Capped capped = capped(
                policy("low", "user:{cf.user.id}", "*", "true", limit("5", "daily")),
                policy("high", "user:{cf.user.id}", "*", "true", limit("50", "daily")),
                policy("month", "user:{cf.user.id}", "*", "true", limit("100", "monthly")));
        assertThat(capped.buckets()).singleElement().satisfies(bucket -> {
            assertThat(bucket.id()).isEqualTo("user:u1|*");
            assertThat(bucket.caps()).extracting(Verdict.Cap::policy).containsExactly("high", "month");
        });
    }

    @Test
    void no_limit_lifts_the_caps_of_its_own_bucket_only() {
        Verdict.Capped capped = capped(
                policy("mine", "user:{cf.user.id}", "*", "true", limit("5", "daily")),
                policy("lifted", "user:{cf.user.id}", "*", "true", NO_LIMIT),
                policy("team", "team:{metadata.team}", "*", "true", limit("1", "daily")));
        assertThat(Verdicts.exceeded(capped, (bucket, cap) -> new NanoUsd(2_000_000_000L)))
                .hasValueSatisfying(over -> assertThat(over.bucket().actor()).isEqualTo("team:a"));
    }

    @Test
    void a_call_must_be_under_the_limit_in_every_bucket() {
        Verdict.Capped capped = capped(
                policy("all", EVERYONE, "*", "true", limit("10", "daily")),
                policy("jo", "user:{cf.user.id}", "*", "true", limit("0.5", "hourly")));
        assertThat(Verdicts.exceeded(capped, (bucket, cap) -> new NanoUsd(499_999_999)))
                .isEmpty();
        assertThat(Verdicts.exceeded(capped, (bucket, cap) -> new NanoUsd(500_000_000)))
                .hasValueSatisfying(over -> assertThat(over.cap().policy()).isEqualTo("jo"));
    }

    @Test
    void what_is_missing_stops_caps_from_applying_and_blocks_from_being_escaped() {
        String nobody = "{'cf':{},'metadata':{}}";
        Policy cap = policy("cap", "user:{cf.user.id}", "*", "true", limit("5", "daily"));
        Policy condition = policy("condition", EVERYONE, "*", "cf.user.email == 'a'", NO_LIMIT);
        Policy rest = policy("rest", EVERYONE, "*", "true", NO_LIMIT);
        assertThat(verdict(nobody, cap)).isEqualTo(new Verdict.Blocked(Optional.empty()));
        assertThat(verdict(nobody, cap, condition, rest)).isEqualTo(new Verdict.Unlimited());
        assertThat(verdict(nobody, rest, policy("b1", EVERYONE, "*", "cf.user.email == 'a'", BLOCK)))
                .isEqualTo(new Verdict.Blocked(Optional.of("b1")));
        assertThat(verdict(nobody, rest, policy("b2", "user:{cf.user.id}", "*", "true", BLOCK)))
                .isEqualTo(new Verdict.Blocked(Optional.of("b2")));
        assertThat(verdict(
                        nobody,
                        rest,
                        policy("b3", EVERYONE, "{'provider':'anthropic'}", "cf.user.email == 'a'", BLOCK)))
                .isEqualTo(new Verdict.Unlimited());
        assertThat(verdict(nobody, rest, policy("b4", EVERYONE, "*", "has(cf.user.email)", BLOCK)))
                .isEqualTo(new Verdict.Blocked(Optional.of("b4")));
    }

    @Test
    void a_condition_that_fails_lets_calls_through() {
        Policy broken = policy("broken", EVERYONE, "*", "int(metadata.team) > 1", BLOCK);
        assertThat(verdict(JO, broken)).isEqualTo(new Verdict.Unlimited());
        assertThat(verdict(JO, broken, policy("cap", EVERYONE, "*", "true", limit("5", "daily"))))
                .isInstanceOf(Verdict.Capped.class);
    }

    @Test
    void metadata_that_is_not_flat_or_too_large_counts_as_none() {
        Policy team = policy("team", "team:{metadata.team}", "*", "true", NO_LIMIT);
        assertThat(verdict("{'cf':{},'metadata':{'team':'a','n':{'x':1}}}", team))
                .isInstanceOf(Verdict.Blocked.class);
        assertThat(verdict("{'cf':{},'metadata':{'team':'a','b':1,'c':1,'d':1,'e':1,'f':1}}", team))
                .isInstanceOf(Verdict.Blocked.class);
        assertThat(verdict("{'cf':{},'metadata':{'team':'a','b':1,'c':1,'d':1,'e':1}}", team))
                .isInstanceOf(Verdict.Unlimited.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'*'|openai|gpt-4o|true",
                "{'model':'openai/gpt-4o'}|openai|gpt-4o|true",
                "{'model':'openai/gpt-4o'}|openai|openai/gpt-4o|true",
                "{'model':'openai/*'}|openai|gpt-4o|true",
                "{'model':'workers-ai/*'}|workers-ai|@cf/meta/llama|false",
                "{'model':'workers-ai/@cf/*/llama'}|workers-ai|@cf/meta/llama|true",
                "{'model':'*/gpt-4o'}|azure-openai|gpt-4o|true",
                "{'model':['openai/a','openai/b*']}|openai|bcd|true",
                "{'provider':'openai'}|openai|any/thing|true",
                "{'provider':['openai','anthropic']}|mistral|x|false",
                "{'model':'openai/*','provider':'anthropic'}|openai|x|false",
                "{'model':'openai/a*b*c'}|openai|aXbYbZc|true",
                "{'model':'openai/a*b*c'}|openai|aXbYbZd|false"
            })
    void resources_cover_what_they_name(String resource, String provider, String model, boolean covers) {
        Policy policy = read("{'name':'p','actor':'company:all','resource':" + resource
                + ",'condition':'true','action':" + BLOCK + "}");
        assertThat(policy.resource().covers(provider, model)).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name|''|name",
                "actor|'user:{cf.user.name}'|actor",
                "actor|'user:{cf.user.id'|actor",
                "actor|'user:}'|actor",
                "resource|'all'|resource",
                "resource|{}|resource",
                "resource|{'model':'gpt-4o'}|resource.model",
                "resource|{'provider':'open*'}|resource.provider",
                "resource|{'provider':[]}|resource.provider",
                "condition|'cf.user.id =='|condition",
                "condition|'1'|condition",
                "condition|true|condition",
                "action|{'type':'allow'}|action.type",
                "action|{'type':'limit','amount':0,'period':'daily'}|action.amount",
                "action|{'type':'limit','amount':1e999999999,'period':'daily'}|action.amount",
                "action|{'type':'limit','amount':1,'period':'yearly'}|action.period",
                "action|{'type':'limit','amount':1,'period':'daily','technique':'sliding'}|action.technique",
                "action|{'type':'block','except':1}|action.except",
                "action|{'type':'no-limit','amount':1}|action.amount"
            })
    void mistakes_are_told_with_their_place(String field, String value, String path) {
        String good = "'name':'p','actor':'company:all','resource':'*','condition':'true','action':{'type':'block'}";
        String[] fields = good.split(",(?=')");
        String body = Stream.of(fields)
                .map(one -> one.startsWith("'" + field + "'") ? "'" + field + "':" + value : one)
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();
        assertThat(PolicyReader.read(tree("{" + body + "}")))
                .isInstanceOfSatisfying(
                        PolicyReader.Refused.class,
                        refused -> assertThat(refused.mistakes())
                                .extracting(mistake -> String.join(".", mistake.path()))
                                .containsExactly(path));
    }

    private static Verdict.Capped capped(Policy... policies) {
        return (Verdict.Capped) verdict(JO, policies);
    }

    private static Verdict verdict(String identity, Policy... policies) {
        return Verdicts.of(List.of(policies), asked(identity, "openai", "gpt-4o"));
    }

    private static Verdicts.Asked asked(String identity, String provider, String model) {
        return new Verdicts.Asked(Identity.of(tree(identity)), provider, model);
    }

    private static String limit(String amount, String period) {
        return "{'type':'limit','amount':" + amount + ",'period':'" + period + "'}";
    }

    private static Policy policy(String name, String actor, String resource, String condition, String action) {
        String quoted = resource.equals("*") ? "'*'" : resource;
        return read("{'name':'" + name + "','actor':'" + actor + "','resource':" + quoted + ",'condition':"
                + JsonText.of(condition).text() + ",'action':" + action + "}");
    }

    private static Policy read(String json) {
        PolicyReader.Outcome outcome = PolicyReader.read(tree(json));
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PolicyReader.Read.class);
        return ((PolicyReader.Read) outcome).policy();
    }

    /** Apostrophes stand for quotation marks, except inside a quoted text that has any. */
    private static JsonTree tree(String json) {
        StringBuilder out = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            isQuoted ^= c == '"';
            out.append(c == '\'' && !isQuoted ? '"' : c);
        }
        return JsonTree.read(out.toString().getBytes(StandardCharsets.UTF_8));
    }
}
