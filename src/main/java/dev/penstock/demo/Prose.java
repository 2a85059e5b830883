package dev.penstock.demo;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the demo says: fixed paragraphs about Penstock, chosen by the user's words, with the user's topic named. */
final class Prose {
    private static final Pattern PIECE = Pattern.compile("\\s*\\S+");

    private static final List<Paragraph> PARAGRAPHS = List.of(
            new Paragraph(
                    List.of("cost", "price", "token", "budget", "money", "cheap", "usage"),
                    "Money first, then. Penstock reads the usage each provider reports, counts cached and reasoning tokens "
                            + "apart, and keeps the sum in whole billionths of a dollar, because floating-point money is how "
                            + "rounding errors get a career. What it cannot price it calls unknown, never free."),
            new Paragraph(
                    List.of("stream", "sse", "latency", "slow", "fast"),
                    "You may be watching this arrive a few letters at a time. Penstock passes each event on as it comes, "
                            + "byte for byte, slows the provider down when you read slowly, and hangs up on it when you leave. "
                            + "A stream that breaks is reported as broken; nobody here draws a happy ending under half a sentence."),
            new Paragraph(
                    List.of("fallback", "retry", "outage", "reliab", "fail", "down"),
                    "Things fail, mostly at night. Penstock tries your targets in the order you gave, retries what is worth "
                            + "retrying, and counts an answer as begun only when its first byte was read. Until that byte a "
                            + "failed target is invisible to your application; after it you are told the truth."),
            new Paragraph(
                    List.of("install", "start", "config", "setup", "base url", "sdk", "curl", "provider"),
                    "The setup is short. Put your provider keys in penstock.yaml, start the gateway, and change one base URL "
                            + "in your application: same SDK, same request, same answer. To leave again, change it back; we "
                            + "would be sad, but not difficult about it."));

    private static final String ABOUT =
            "Penstock is a self-hosted gateway between your applications and their model providers. It was named after the "
                    + "pipe that feeds a turbine: nothing gets lost on the way, and there is a meter at the end. Your call "
                    + "came through it just now, was counted and was logged, and the bytes you read are the bytes I wrote.";

    private static final String DISCLAIMER =
            " I should admit that no model runs here: I am the demo provider, a few paragraphs and a timer. Point Penstock at "
                    + "a real provider for opinions; the plumbing stays the same.";

    private Prose() {}

    /** The answer, cut into pieces of about a token. */
    static List<String> answer(String message) {
        String text = opening(Topic.of(message)) + body(message.toLowerCase(Locale.ROOT)) + DISCLAIMER;
        return pieces(text);
    }

    static List<String> pieces(String text) {
        return PIECE.matcher(text).results().map(match -> match.group()).toList();
    }

    private static String opening(String topic) {
        return topic.isEmpty() ? "Hello from the far end of the pipe. " : "You asked about “" + topic + "”. ";
    }

    private static String body(String message) {
        return PARAGRAPHS.stream()
                .filter(paragraph -> paragraph.words.stream().anyMatch(message::contains))
                .map(Paragraph::text)
                .findFirst()
                .orElse(ABOUT);
    }

    /** A paragraph and the words that call for it. */
    private record Paragraph(List<String> words, String text) {}
}
