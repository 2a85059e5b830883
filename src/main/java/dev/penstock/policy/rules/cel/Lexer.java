package dev.penstock.policy.rules.cel;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into its words. */
final class Lexer {
    private static final List<String> MARKS = List.of(
            "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")",
            "[", "]", "{", "}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        lexer.skip();
        while (lexer.at < source.length()) {
            lexer.tokens.add(lexer.next());
            lexer.skip();
        }
        lexer.tokens.add(new Token.Done(source.length()));
        return lexer.tokens;
    }

    private Token next() {
        char c = source.charAt(at);
        TextLiteral literal = TextLiteral.at(source, at);
        if (literal != null) {
            Token token = new Token.Value(at, literal.value());
            at = literal.end();
            return token;
        }
        if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            return number();
        }
        if (isLetter(c)) {
            int from = at;
            while (isLetter(peek(0)) || isDigit(peek(0))) {
                at++;
            }
            return word(from);
        }
        for (String mark : MARKS) {
            if (source.startsWith(mark, at)) {
                at += mark.length();
                return new Token.Mark(at - mark.length(), mark);
            }
        }
        throw new CelMalformed("Unexpected character '" + Character.toString(source.codePointAt(at)) + "'", source, at);
    }

    private Token word(int from) {
        String word = source.substring(from, at);
        return switch (word) {
            case "true" -> new Token.Value(from, new CelValue.Truth(true));
            case "false" -> new Token.Value(from, new CelValue.Truth(false));
            case "null" -> new Token.Value(from, new CelValue.Nothing());
            default -> new Token.Word(from, word);
        };
    }

    private Token number() {
        int from = at;
        if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
            at += 2;
            return hexadecimal(from);
        }
        digits();
        boolean isReal = false;
        if (peek(0) == '.' && isDigit(peek(1))) {
            isReal = true;
            at++;
            digits();
        }
        if (peek(0) == 'e' || peek(0) == 'E') {
            isReal = true;
            exponent(from);
        }
        String text = source.substring(from, at);
        if (isReal) {
            refuseLetter(from);
            return new Token.Value(from, new CelValue.Real(Double.parseDouble(text)));
        }
        return whole(from, text, 10);
    }

    private Token hexadecimal(int from) {
        int first = at;
        while (Character.digit(peek(0), 16) >= 0 && peek(0) < 0x80) {
            at++;
        }
        if (at == first) {
            throw new CelMalformed("Expected hexadecimal digits after '0x'", source, at);
        }
        return whole(from, source.substring(first, at), 16);
    }

    private Token whole(int from, String digits, int radix) {
        if (peek(0) != 'u' && peek(0) != 'U') {
            refuseLetter(from);
            return new Token.Whole(from, digits, radix);
        }
        at++;
        refuseLetter(from);
        try {
            return new Token.Value(from, new CelValue.Uint(Long.parseUnsignedLong(digits, radix)));
        } catch (NumberFormatException tooLarge) {
            throw new CelMalformed("A number larger than an unsigned 64-bit one", source, from);
        }
    }

    private void exponent(int from) {
        at++;
        if (peek(0) == '+' || peek(0) == '-') {
            at++;
        }
        if (!isDigit(peek(0))) {
            throw new CelMalformed("Expected digits in the exponent", source, from);
        }
        digits();
    }

    private void refuseLetter(int from) {
        if (isLetter(peek(0)) || isDigit(peek(0))) {
            throw new CelMalformed("A number runs into a letter", source, from);
        }
    }

    private void digits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private void skip() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (source.startsWith("//", at)) {
                int end = source.indexOf('\n', at);
                at = end < 0 ? source.length() : end;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') {
                at++;
            } else {
                return;
            }
        }
    }

    /** The character so far ahead; zero beyond the end. */
    private char peek(int ahead) {
        return at + ahead < source.length() ? source.charAt(at + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
