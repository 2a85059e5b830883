package dev.penstock.admin.tokens;

import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All tokens there are, those of penstock.yaml and those made while running, at one moment. */
record TokenBook(ControlState state, Settings settings) {
    /**
     * One token and where it comes from.
     *
     * @param document what is kept of it; nothing for one of the file
     */
    record Entry(Token token, Optional<Document> document) {}

    /** Those of an account, or the installation's own; the file's first, then the oldest. */
    List<Entry> of(String account) {
        List<Entry> all = new ArrayList<>();
        declared(account).forEach(token -> all.add(new Entry(token, Optional.empty())));
        state.of(Kind.TOKEN, account).stream()
                .sorted((one, other) -> Long.compare(one.createdAt(), other.createdAt()))
                .forEach(document -> all.add(new Entry(Token.of(document), Optional.of(document))));
        return all;
    }

    Optional<Entry> find(String account, String id) {
        return declared(account)
                .filter(token -> token.id().equals(id))
                .findFirst()
                .map(token -> new Entry(token, Optional.empty()))
                .or(() -> state.find(Key.of(Kind.TOKEN, account, id))
                        .map(document -> new Entry(Token.of(document), Optional.of(document))));
    }

    private Stream<Token> declared(String account) {
        Stream<Token> management = settings.managementTokens().stream()
                .map(Token::declared)
                .filter(token -> token.account().equals(account));
        Stream<Token> run = account.equals(settings.account())
                ? settings.tokens().stream().map(token -> Token.declared(token, account))
                : Stream.empty();
        return Stream.concat(management, run);
    }

    /** Whether somebody will always be able to do everything. */
    boolean hasLastingAdministrator() {
        return of("").stream()
                .map(Entry::token)
                .anyMatch(token -> token.isAdministrator() && token.expiresAt().isEmpty());
    }

    /** Whether the id is anybody's. */
    boolean isTaken(String id) {
        return settings.tokens().stream().anyMatch(token -> token.id().equals(id))
                || settings.managementTokens().stream()
                        .anyMatch(token -> token.id().equals(id))
                || state.of(Kind.TOKEN).stream()
                        .anyMatch(document -> document.id().equals(id));
    }

    /** How many of an account's were made while running. */
    int made(String account) {
        return state.of(Kind.TOKEN, account).size();
    }

    static String status(Token token, Instant now) {
        return token.isExpiredAt(now) ? "expired" : "active";
    }
}
