package dev.penstock.admin.analytics;

import java.util.ArrayList;
import java.util.List;

/** Cuts a GraphQL document into words (October 2021, section 2.1). Bounded by the document and by a number of words. */
final class Lexer {
    private static final int MOST_CHARACTERS = 64 << 10;
    private static final int MOST_TOKENS = 10_000;

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private Lexer(String text) {
        this.text = text;
    }

    /** All words, the last of them the end. */
    static List<Token> tokens(String document) {
        if (document.length() > MOST_CHARACTERS) {
            throw new GraphQlError("The document is larger than " + MOST_CHARACTERS + " characters", List.of());
        }
        Lexer lexer = new Lexer(document);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
            if (tokens.size() > MOST_TOKENS) {
                throw new GraphQlError("The document has more than " + MOST_TOKENS + " words", List.of());
            }
        } while (tokens.getLast().kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        skipIgnored();
        if (at == text.length()) {
            return token(Token.Kind.END, at);
        }
        int start = at;
        char c = text.charAt(at);
        if (isNameStart(c)) {
            while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
            return token(Token.Kind.NAME, start);
        }
        if (c == '-' || isDigit(c)) {
            at++;
            while (at < text.length() && "0123456789.eE+-".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return token(Token.Kind.NUMBER, start);
        }
        if (c == '"') {
            return text.startsWith("\"\"\"", at) ? block() : string();
        }
        if (text.startsWith("...", at)) {
            at += 3;
            return token(Token.Kind.PUNCTUATOR, start);
        }
        if ("!$&()[]{}:=@|".indexOf(c) < 0) {
            throw error("A character that GraphQL does not know");
        }
        at++;
        return token(Token.Kind.PUNCTUATOR, start);
    }

    /** White space, line ends, commas and comments. */
    private void skipIgnored() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (c == '\n') {
                at++;
                line++;
                lineStart = at;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == ',' || c == '\uFEFF') {
                at++;
            } else {
                return;
            }
        }
    }

    private Token string() {
        int start = at++;
        StringBuilder said = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\n' || c == '\r') {
                throw error("A string that does not end in its line");
            }
            said.append(c == '\\' ? escaped() : c);
        }
        return ended(start, said.toString(), 1);
    }

    private Token block() {
        int start = at;
        at += 3;
        int end = text.indexOf("\"\"\"", at);
        String said = end < 0 ? "" : text.substring(at, end);
        at = end < 0 ? text.length() : end;
        return ended(start, said.strip(), 3);
    }

    private Token ended(int start, String said, int quotes) {
        if (at == text.length()) {
            throw error("A string that does not end");
        }
        at += quotes;
        return new Token(Token.Kind.STRING, said, line, start - lineStart + 1);
    }

    private char escaped() {
        if (at == text.length()) {
            throw error("A string that does not end");
        }
        char c = text.charAt(at++);
        if (c == 'u') {
            return unicode();
        }
        int which = "\"\\/bfnrt".indexOf(c);
        if (which < 0) {
            throw error("An escape that GraphQL does not know");
        }
        return "\"\\/\b\f\n\r\t".charAt(which);
    }

    private char unicode() {
        int end = at + 4;
        if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]{4}")) {
            throw error("An escape without four hexadecimal digits");
        }
        char c = (char) Integer.parseInt(text.substring(at, end), 16);
        at = end;
        return c;
    }

    private Token token(Token.Kind kind, int start) {
        return new Token(kind, text.substring(start, at), line, start - lineStart + 1);
    }

    private GraphQlError error(String message) {
        return new GraphQlError(message, line, at - lineStart + 1);
    }

    private static boolean isNameStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
