package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonTree;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was counted under a name before it was made again belongs to whoever had it. */
class OwnSumsTest {
    private static final long MINUTE = 60_000;
    private static final ControlState STATE = ControlState.EMPTY.with(
            1,
            List.of(
                    made(Key.ofInstallation(Kind.ACCOUNT, "acme"), 10 * MINUTE),
                    made(Key.of(Kind.GATEWAY, "acme", "shop"), 20 * MINUTE),
                    made(Key.of(Kind.GATEWAY, "acme", "default"), 20 * MINUTE)));

    private final List<RollupQuery> asked = new ArrayList<>();
    private final OwnSums sums = new OwnSums(
            query -> {
                asked.add(query);
                return new RollupAnswer.Groups(List.of(), 7, new Measures());
            },
            () -> STATE);

    @Test
    void a_question_begins_where_the_account_and_the_gateway_do() throws Exception {
        assertThat(since(new LogScope.Account("acme"))).isEqualTo(10 * MINUTE);
        assertThat(since(new LogScope.Gateway(new Scope("acme", "shop")))).isEqualTo(20 * MINUTE);
        assertThat(since(new LogScope.Gateway(new Scope("acme", "default")))).isEqualTo(10 * MINUTE);
        assertThat(since(new LogScope.Gateway(new Scope("filed", "shop")))).isEqualTo(MINUTE);
    }

    @Test
    void what_ended_before_is_nothing() throws Exception {
        RollupAnswer answer = sums.ask(query(new LogScope.Account("acme"), 9 * MINUTE));

        assertThat(asked).isEmpty();
        assertThat(((RollupAnswer.Groups) answer).found()).isZero();
    }

    private long since(LogScope scope) throws Exception {
        sums.ask(query(scope, 60 * MINUTE));
        return asked.getLast().since();
    }

    private static RollupQuery query(LogScope scope, long until) {
        return new RollupQuery(scope, MINUTE, until, Granularity.ALL, List.of(), List.of(), List.of(), 10);
    }

    private static Edit made(Key key, long at) {
        return new Edit.Put(new Document(key, JsonTree.read("{}".getBytes(StandardCharsets.UTF_8)), at, at));
    }
}
