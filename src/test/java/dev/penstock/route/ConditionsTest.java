package dev.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions say of calls; the table of docs/dynamic-routes.md, line by line. */
class ConditionsTest {
    private static final String BODY =
            "{'n':5,'exact':0.1,'large':9007199254740993,'text':'5','word':'beta','flag':true,"
                    + "'nothing':null,'empty':'','tags':['red','blue',7],'none':[],'deep':{'er':{'n':1}},"
                    + "'messages':[{'role':'system','content':'be brief'},{'role':'user','content':[{'type':'text'},"
                    + "{'type':'image_url'}]}],'map':{'0':'zero'}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // equality
                "{'body.n':{'$eq':5}}; true",
                "{'body.n':5}; true",
                "{'body.n':{'$eq':5.0}}; true",
                "{'body.n':{'$eq':50e-1}}; true",
                "{'body.n':{'$eq':'5'}}; false",
                "{'body.text':{'$eq':5}}; false",
                "{'body.text':'5'}; true",
                "{'body.exact':0.1}; true",
                "{'body.exact':0.10000000000000001}; false",
                "{'body.large':9007199254740992}; false",
                "{'body.large':9007199254740993}; true",
                "{'body.flag':true}; true",
                "{'body.flag':'true'}; false",
                "{'body.word':'Beta'}; false",
                "{'body.empty':''}; true",
                "{'body.deep':{'$eq':null}}; false",
                // null and what is missing
                "{'body.nothing':null}; true",
                "{'body.absent':null}; true",
                "{'body.n':null}; false",
                "{'body.absent':{'$ne':5}}; true",
                "{'body.absent':{'$ne':null}}; false",
                "{'body.n':{'$ne':5}}; false",
                "{'body.n':{'$ne':6}}; true",
                "{'body.n':{'$ne':'5'}}; true",
                "{'body.absent':{'$nin':[1,2]}}; true",
                "{'body.absent':{'$nin':[1,null]}}; false",
                "{'body.absent':{'$in':[1,null]}}; true",
                "{'body.n':{'$in':[4,5]}}; true",
                "{'body.n':{'$in':['5']}}; false",
                "{'body.n':{'$nin':[4,5]}}; false",
                // order
                "{'body.n':{'$gt':4.999999999999999999999}}; true",
                "{'body.n':{'$gt':5}}; false",
                "{'body.n':{'$gte':5}}; true",
                "{'body.n':{'$lt':5}}; false",
                "{'body.n':{'$lte':5.0}}; true",
                "{'body.n':{'$gt':1,'$lt':6}}; true",
                "{'body.n':{'$gt':1,'$lt':3}}; false",
                "{'body.n':{'$lt':1e999999999}}; true",
                "{'body.text':{'$gt':4}}; false",
                "{'body.n':{'$gt':'4'}}; false",
                "{'body.word':{'$gt':'alpha','$lt':'gamma'}}; true",
                "{'body.absent':{'$gt':0}}; false",
                "{'body.absent':{'$lt':0}}; false",
                "{'body.absent':{'$gte':0}}; false",
                "{'body.absent':{'$lte':'z'}}; false",
                "{'body.nothing':{'$lte':0}}; false",
                "{'body.absent':{'$not':{'$gt':0}}}; true",
                "{'body.n':{'$not':{'$gt':4}}}; false",
                // presence
                "{'body.n':{'$exists':true}}; true",
                "{'body.nothing':{'$exists':true}}; true",
                "{'body.none':{'$exists':true}}; true",
                "{'body.absent':{'$exists':true}}; false",
                "{'body.absent':{'$exists':false}}; true",
                "{'body.deep.er.n':{'$exists':true}}; true",
                "{'body.deep.er.n.more':{'$exists':true}}; false",
                // patterns
                "{'body.word':{'$regex':'^be'}}; true",
                "{'body.word':{'$regex':'et'}}; true",
                "{'body.word':{'$regex':'^et'}}; false",
                "{'body.word':{'$regex':'(?i)BETA'}}; true",
                "{'body.n':{'$regex':'5'}}; false",
                "{'body.absent':{'$regex':'.*'}}; false",
                "{'body.absent':{'$not':{'$regex':'.*'}}}; true",
                // lists
                "{'body.tags':'red'}; true",
                "{'body.tags':7}; true",
                "{'body.tags':'green'}; false",
                "{'body.tags':{'$ne':'red'}}; false",
                "{'body.tags':{'$in':['green','blue']}}; true",
                "{'body.tags':{'$nin':['green','blue']}}; false",
                "{'body.tags':{'$gt':6}}; true",
                "{'body.tags.1':'blue'}; true",
                "{'body.tags.0':'blue'}; false",
                "{'body.tags.3':{'$exists':false}}; true",
                "{'body.none':null}; false",
                "{'body.map.0':'zero'}; true",
                "{'body.messages.0.role':'system'}; true",
                "{'body.messages.1.role':'system'}; false",
                "{'body.messages.role':'user'}; true",
                "{'body.messages.content.type':'image_url'}; true",
                "{'body.messages.content.type':'audio'}; false",
                "{'body.messages.content':{'$regex':'brief'}}; true",
                // combinations
                "{}; true",
                "{'body.n':5,'body.flag':true}; true",
                "{'body.n':5,'body.flag':false}; false",
                "{'$and':[{'body.n':5},{'body.text':'5'}]}; true",
                "{'$and':[{'body.n':5},{'body.text':'6'}]}; false",
                "{'$or':[{'body.n':6},{'body.text':'5'}]}; true",
                "{'$or':[{'body.n':6},{'body.text':'6'}]}; false",
                "{'$not':{'body.n':5}}; false",
                "{'$not':{'body.n':5,'body.flag':false}}; true",
                "{'$or':[{'$and':[{'body.n':5},{'body.word':'beta'}]},{'body.absent':1}]}; true"
            })
    void a_condition_says_of_a_body(String condition, boolean expected) {
        assertThat(holds(condition, Facts.body(BODY))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'metadata.plan':'free'}; true",
                "{'metadata.seats':{'$gte':5}}; true",
                "{'metadata.seats':'5'}; false",
                "{'metadata.trial':true}; true",
                // A text that looks like a number is a text.
                "{'metadata.level':{'$gt':1}}; false",
                "{'metadata.level':'7'}; true",
                "{'metadata.a.b':'dotted'}; true",
                "{'metadata.absent':{'$ne':'x'}}; true",
                "{'headers.x-team':'blue'}; true",
                "{'headers.X-Team':'blue'}; true",
                "{'headers.x-twice':'first'}; true",
                "{'headers.x-twice':'second'}; false",
                // A header has no kinds: it is compared as what it is compared with.
                "{'headers.x-tier':{'$gt':9}}; true",
                "{'headers.x-tier':10.0}; true",
                "{'headers.x-tier':'10'}; true",
                "{'headers.x-tier':{'$gt':'9'}}; false",
                "{'headers.x-team':{'$gt':9}}; false",
                "{'headers.x-on':true}; true",
                "{'headers.x-on':false}; false",
                "{'headers.absent':null}; true",
                "{'headers.x-team':{'$regex':'^bl'}}; true",
                "{'body.model':{'$exists':false}}; true"
            })
    void a_condition_says_of_metadata_and_headers(String condition, boolean expected) {
        RouteFacts facts = new Facts(
                        "{\"plan\":\"free\",\"seats\":5,\"trial\":true,\"level\":\"7\",\"a.b\":\"dotted\"}",
                        Headers.of(
                                "X-Team", "blue", "x-twice", "first", "x-twice", "second", "x-tier", "10", "x-on",
                                "true"),
                        "no JSON")
                .facts();
        assertThat(holds(condition, facts)).isEqualTo(expected);
    }

    @Test
    void texts_are_ordered_by_code_points() {
        // U+FF5E comes before U+1F600, whose first UTF-16 unit is smaller.
        assertThat(holds("{'body.t':{'$gt':'～'}}", Facts.body("{'t':'😀'}"))).isTrue();
    }

    @Test
    void what_is_no_json_is_missing() {
        for (String body : List.of("", "hello", "{\"n\":", "{\"n\":5} tail")) {
            RouteFacts facts = new Facts("{broken", Headers.EMPTY, body).facts();
            assertThat(holds("{'body.n':{'$exists':true}}", facts)).as(body).isFalse();
            assertThat(holds("{'body.n':null}", facts)).as(body).isTrue();
            assertThat(holds("{'metadata.plan':{'$exists':true}}", facts)).isFalse();
        }
    }

    @Test
    void a_body_is_read_once_and_only_where_it_is_asked_for() {
        AtomicInteger reads = new AtomicInteger();
        RouteFacts facts = RouteFacts.of(() -> Optional.of("{\"plan\":\"free\"}"), Headers.EMPTY, () -> {
            reads.incrementAndGet();
            return "{\"n\":5}".getBytes(StandardCharsets.UTF_8);
        });
        assertThat(holds("{'metadata.plan':'free'}", facts)).isTrue();
        assertThat(reads).hasValue(0);
        assertThat(holds("{'$and':[{'body.n':5},{'body.n':{'$lt':6}}]}", facts)).isTrue();
        assertThat(reads).hasValue(1);
        assertThat(facts.toString()).doesNotContain("free");
    }

    @Test
    void a_large_body_is_looked_into() {
        String body = "{\"image\":\"" + "A".repeat(3 << 20) + "\",\"model\":\"m\"}";
        assertThat(holds("{'body.model':'m'}", new Facts("", Headers.EMPTY, body).facts()))
                .isTrue();
    }

    @Test
    void a_pattern_finds_nothing_where_looking_would_hold_up_all_other_calls() {
        String wide = "{'body.image':{'$regex':'(a|b|c|d){0,900}x'}}";
        String text = "d".repeat(3 << 20) + "x";

        assertThat(holds(wide, Facts.body("{'image':'" + "d".repeat(500) + "x'}")))
                .isTrue();
        assertThat(holds(wide, Facts.body("{'image':'" + text + "'}"))).isFalse();
        assertThat(holds("{'body.image':{'$regex':'dx'}}", Facts.body("{'image':'" + text + "'}")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "body.n,5",
        "body.exact,0.1",
        "body.text,5",
        "body.flag,true",
        "body.hundred,100",
        "body.same,100",
        "body.huge,1E+999999999",
        "body.messages.0.role,system",
        "body.tags,red"
    })
    void a_field_has_a_text_that_is_the_same_for_equal_values(String field, String text) {
        RouteFacts facts = Facts.body(BODY.replace("{'n':5", "{'hundred':100,'same':1.00e2,'huge':1e999999999,'n':5"));
        assertThat(facts.text(field)).contains(text);
    }

    @Test
    void a_field_that_is_no_single_value_has_no_text() {
        RouteFacts facts = Facts.body(BODY);
        List<String> with =
                new ArrayList<>(List.of("body.deep", "body.nothing", "body.none", "body.absent", "no.field"));
        with.removeIf(field -> facts.text(field).isEmpty());
        assertThat(with).isEmpty();
        assertThat(Facts.headers("x-team", "blue").text("headers.X-Team")).contains("blue");
    }

    private static boolean holds(String condition, RouteFacts facts) {
        List<GraphProblem> problems = new ArrayList<>();
        Condition read = new ConditionReader("Element 'c'", problems)
                .read(JsonTree.read(condition.replace('\'', '"')), List.of());
        assertThat(problems).isEmpty();
        return Conditions.holds(read, facts);
    }
}
