package dev.penstock.admin.policies;

import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.PolicyReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A policy as it is kept: what is committed, what is drafted, or both. */
record KeptPolicy(Document document) {
    private static final String COMMITTED = "committed";
    private static final String DRAFT = "draft";

    Optional<JsonTree> committed() {
        return part(COMMITTED);
    }

    Optional<JsonTree> draft() {
        return part(DRAFT);
    }

    /** The draft where there is one and it is wanted, what is committed otherwise. */
    Optional<JsonTree> seen(boolean withDrafts) {
        return withDrafts ? draft().or(this::committed) : committed();
    }

    /** What the policies of a state say; a policy that cannot be read any more says nothing. */
    Optional<Policy> policy(boolean withDrafts) {
        return seen(withDrafts)
                .flatMap(tree -> PolicyReader.read(tree) instanceof PolicyReader.Read read
                        ? Optional.of(read.policy())
                        : Optional.empty());
    }

    /** Times are in whole seconds, unlike those of all other objects. */
    JsonText shown(JsonTree content, Map<String, Boolean> marks) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", document.id());
        content.names().forEach(name -> fields.put(name, content.at(name)));
        fields.put("created_at", document.createdAt() / 1000);
        fields.put("updated_at", document.modifiedAt() / 1000);
        fields.putAll(marks);
        return JsonText.of(fields);
    }

    /** With its draft in force. */
    Edit committing(long now) {
        return put(document.key(), draft().or(this::committed), Optional.empty(), document.createdAt(), now);
    }

    /** With another content, in force or drafted. */
    Edit changed(JsonText content, boolean commits, long now) {
        Optional<JsonTree> next = Optional.of(tree(content));
        return commits
                ? put(document.key(), next, Optional.empty(), document.createdAt(), now)
                : put(document.key(), committed(), next, document.createdAt(), now);
    }

    static Edit made(Key key, JsonText content, boolean commits, long now) {
        Optional<JsonTree> made = Optional.of(tree(content));
        return commits ? put(key, made, Optional.empty(), now, now) : put(key, Optional.empty(), made, now, now);
    }

    static JsonTree tree(JsonText text) {
        return JsonTree.read(text.text());
    }

    private static Edit put(
            Key key, Optional<JsonTree> committed, Optional<JsonTree> draft, long createdAt, long modifiedAt) {
        JsonText body = JsonText.object(COMMITTED, committed, DRAFT, draft);
        return new Edit.Put(new Document(key, tree(body), createdAt, modifiedAt));
    }

    private Optional<JsonTree> part(String name) {
        return Optional.of(document.body().at(name)).filter(JsonTree::isObject);
    }
}
