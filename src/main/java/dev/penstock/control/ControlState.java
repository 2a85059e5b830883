package dev.penstock.control;

import dev.penstock.call.Scope;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that is kept, at one moment. Unchanging: a change makes the next one. */
public final class ControlState {
    public static final ControlState EMPTY = new ControlState(0, new TreeMap<>(), Map.of());

    private final long revision;
    private final NavigableMap<Key, Document> documents;
    private final Map<Key, byte[]> sealed;

    private ControlState(long revision, NavigableMap<Key, Document> documents, Map<Key, byte[]> sealed) {
        this.revision = revision;
        this.documents = Collections.unmodifiableNavigableMap(documents);
        this.sealed = sealed;
    }

    /** The number of the last change. */
    public long revision() {
        return revision;
    }

    public Optional<Document> find(Key key) {
        return Optional.ofNullable(documents.get(key));
    }

    /** The encrypted bytes kept beside a document. */
    public Optional<byte[]> sealed(Key key) {
        return Optional.ofNullable(sealed.get(key)).map(byte[]::clone);
    }

    /** Everything that is sealed, whosever it is. */
    public List<Key> sealedKeys() {
        return sealed.keySet().stream().sorted().toList();
    }

    /** All of one kind that belong to one gateway, by id. */
    public List<Document> of(Kind kind, Scope scope) {
        return between(
                new Key(kind, scope.account(), scope.gateway(), ""),
                new Key(kind, scope.account(), scope.gateway() + '\0', ""));
    }

    /** All of one kind that belong to one account, below its gateways or not. */
    public List<Document> of(Kind kind, String account) {
        return between(new Key(kind, account, "", ""), new Key(kind, account + '\0', "", ""));
    }

    /** All of one kind, whosever they are: for the data path's snapshot and for the operator. */
    public List<Document> of(Kind kind) {
        return documents.values().stream()
                .filter(document -> document.key().kind() == kind)
                .toList();
    }

    /** The state after these steps. */
    public ControlState with(long number, List<Edit> edits) {
        NavigableMap<Key, Document> nextDocuments = new TreeMap<>(documents);
        Map<Key, byte[]> nextSealed = new HashMap<>(sealed);
        for (Edit edit : edits) {
            switch (edit) {
                case Edit.Put put -> nextDocuments.put(put.key(), put.document());
                case Edit.Remove remove -> {
                    nextDocuments.remove(remove.key());
                    nextSealed.remove(remove.key());
                }
                case Edit.Seal seal -> nextSealed.put(seal.key(), seal.sealed());
            }
        }
        return new ControlState(number, nextDocuments, nextSealed);
    }

    private List<Document> between(Key from, Key to) {
        return List.copyOf(documents.subMap(from, true, to, false).values());
    }
}
