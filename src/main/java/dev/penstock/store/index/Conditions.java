package dev.penstock.store.index;

import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.ByFlag;
import dev.penstock.record.LogFilter.ByMetadata;
import dev.penstock.record.LogFilter.ByNumber;
import dev.penstock.record.LogFilter.ByText;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogFilter.Search;
import dev.penstock.record.LogFilter.TextField;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The conditions of a query as tests of records. */
final class Conditions {
    private static final Members.Asked ANYTHING = (text, from, length) -> true;

    private Conditions() {}

    /** For the records of one file. Whether the row may be found at all is the first test. */
    static RecordTest[] of(LogQuery query) {
        List<RecordTest> tests = new ArrayList<>();
        tests.add((records, row) -> records.has(row, Layout.LOGGED));
        scope(query.scope(), tests);
        if (query.since() > Long.MIN_VALUE || query.until() < Long.MAX_VALUE) {
            long since = query.since();
            long until = query.until();
            tests.add((records, row) -> {
                long created = records.number(row, Layout.CREATED_AT);
                return created >= since && created < until;
            });
        }
        query.filters().stream()
                .sorted(Comparator.comparingInt(Conditions::effort))
                .forEach(filter -> tests.add(test(filter)));
        return tests.toArray(RecordTest[]::new);
    }

    /** What rejects a row for little is asked first. */
    private static int effort(LogFilter filter) {
        return switch (filter) {
            case ByFlag flag -> 0;
            case ByNumber number -> 1;
            case ByText text -> text.field() == TextField.ID || text.field() == TextField.EVENT_ID ? 3 : 2;
            case ByMetadata member -> 3;
            case Search search -> 4;
        };
    }

    private static void scope(LogScope scope, List<RecordTest> tests) {
        switch (scope) {
            case LogScope.Everything everything -> {}
            case LogScope.Account only -> tests.add(account((only.account() + '\u0000')));
            case LogScope.Gateway only ->
                tests.add(TextTest.of(
                        Layout.SCOPE, Match.EQUALS, new TextCheck(Match.EQUALS, List.of(Entry.scope(only.scope())))));
        }
    }

    private static RecordTest account(String start) {
        byte[] wanted = start.getBytes(StandardCharsets.UTF_8);
        return new TextTest(
                Layout.SCOPE,
                (text, length) -> length >= wanted.length
                        && java.util.Arrays.equals(text, 0, wanted.length, wanted, 0, wanted.length),
                false);
    }

    private static RecordTest test(LogFilter filter) {
        return switch (filter) {
            case ByText text -> text(text);
            case ByNumber number -> NumberTest.of(number);
            case ByFlag flag -> flag(flag);
            case ByMetadata member -> member(member);
            case Search search -> search(search);
        };
    }

    private static RecordTest text(ByText filter) {
        TextCheck check = new TextCheck(filter.match(), filter.values());
        return switch (filter.field()) {
            case METADATA_NAME -> members(filter.match(), check::holds, ANYTHING);
            case METADATA_VALUE -> members(filter.match(), ANYTHING, check::holds);
            default -> TextTest.of(field(filter.field()), filter.match(), check);
        };
    }

    private static RecordTest member(ByMetadata filter) {
        TextCheck name = new TextCheck(Match.EQUALS, List.of(filter.name()));
        TextCheck value = new TextCheck(filter.match(), filter.values());
        return members(filter.match(), name::holds, value::holds);
    }

    private static RecordTest members(Match match, Members.Asked name, Members.Asked value) {
        boolean differs = match == Match.DIFFERS;
        return new TextTest(
                Layout.METADATA, (text, length) -> Members.any(text, length, name, value) != differs, differs);
    }

    private static RecordTest search(Search search) {
        TextCheck check = new TextCheck(Match.CONTAINS, List.of(search.text()));
        RecordTest metadata = new TextTest(
                Layout.METADATA,
                (text, length) -> Members.any(text, length, check::holds, ANYTHING)
                        || Members.any(text, length, ANYTHING, check::holds),
                false);
        RecordTest id = TextTest.of(Layout.ID, Match.CONTAINS, check);
        RecordTest event = TextTest.of(Layout.EVENT_ID, Match.CONTAINS, check);
        return (records, row) -> metadata.holds(records, row)
                || id.holds(records, row)
                || (records.word(row, Layout.ID) != records.word(row, Layout.EVENT_ID) && event.holds(records, row));
    }

    private static RecordTest flag(ByFlag filter) {
        int flag = switch (filter.field()) {
            case SUCCESS -> Layout.SUCCESS;
            case CACHED -> Layout.CACHED;
            case STREAM -> Layout.STREAM;
            case AUTHENTICATION -> Layout.AUTHENTICATION;
            case BYOK -> Layout.BYOK;
            case WHOLESALE -> Layout.WHOLESALE;
            case COMPATIBILITY_MODE -> Layout.COMPATIBILITY_MODE;
        };
        boolean wanted = filter.value();
        return (records, row) -> records.has(row, flag) == wanted;
    }

    private static int field(TextField field) {
        return switch (field) {
            case ID -> Layout.ID;
            case EVENT_ID -> Layout.EVENT_ID;
            case PROVIDER -> Layout.PROVIDER;
            case MODEL -> Layout.MODEL;
            case MODEL_TYPE -> Layout.MODEL_TYPE;
            case OUTCOME -> Layout.OUTCOME;
            case FAILURE -> Layout.FAILURE;
            case TOKEN_ID -> Layout.TOKEN_ID;
            case KEY_ALIAS -> Layout.KEY_ALIAS;
            case CREDENTIAL -> Layout.CREDENTIAL;
            case REQUEST_TYPE -> Layout.REQUEST_TYPE;
            case REQUEST_CONTENT_TYPE -> Layout.REQUEST_CONTENT_TYPE;
            case RESPONSE_CONTENT_TYPE -> Layout.RESPONSE_CONTENT_TYPE;
            case USER_AGENT -> Layout.USER_AGENT;
            case DLP_ACTION -> Layout.DLP_ACTION;
            case REUSE -> Layout.REUSE;
            case METADATA_NAME, METADATA_VALUE -> Layout.METADATA;
        };
    }
}
