package dev.penstock.dialect;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the types, codes and sentences of providers' errors come to. The words are those of recorded answers and of the
 * providers' error pages, in lower case and without what separates them: RESOURCE_EXHAUSTED is resourceexhausted.
 */
enum ErrorKind {
    /** The credential's account has nothing left. */
    QUOTA(
            402,
            joined(
                    "insufficientquota", // OpenAI
                    "billingerror", // Anthropic
                    "billingnotactive",
                    "billinghardlimitreached",
                    "exceededcurrentquotaerror", // Moonshot
                    "insufficientcredits",
                    "insufficientbalance",
                    "paymentrequired",
                    "servicequotaexceededexception", // AWS
                    "3036"), // Workers AI: the day's free allocation is used up
            joined(
                    "credit balance is too low",
                    "insufficient balance",
                    "insufficient credit",
                    "insufficient funds",
                    "any credits yet", // xAI, with 403
                    "used all available credits",
                    "monthly spending limit",
                    "monthly included credits", // Hugging Face
                    "requires more credits",
                    "out of credits",
                    "account is not active")),
    /** The content is not wanted. */
    CONTENT(
            400,
            joined(
                    "contentfilter",
                    "contentfiltered",
                    "contentpolicyviolation",
                    "responsibleaipolicyviolation", // Azure
                    "moderationblocked",
                    "datainspectionfailed", // Alibaba
                    "flaggedinput"), // OpenRouter
            joined(
                    "usage guidelines", // xAI, with 403
                    "content management policy",
                    "content filtering policy",
                    "content policy",
                    "usage policies",
                    "input was flagged",
                    "content exists risk")), // DeepSeek
    /** It is too much at once: it would be so again. */
    SIZE(
            400,
            joined(
                    "contextlengthexceeded",
                    "contextwindowexceeded",
                    "requesttoolarge",
                    "toomanyprompttokens", // Perplexity
                    "toomanytokens"), // Cohere
            joined(
                    "maximum context length",
                    "prompt is too long",
                    "input tokens exceeded", // Bedrock
                    "input token count",
                    "request too large")), // OpenAI with 429, Groq with 413
    /** The credential is not taken. */
    CREDENTIAL(
            401,
            joined(
                    "authenticationerror",
                    "invalidapikey",
                    "apikeyinvalid", // Gemini, with 400
                    "apikeyexpired",
                    "unauthenticated",
                    "unauthorized",
                    "permissionerror",
                    "permissiondenied",
                    "accountdeactivated",
                    "expiredtokenexception",
                    "expiredtoken",
                    "unrecognizedclientexception",
                    "accessdeniedexception",
                    "invalidsignatureexception",
                    "incompletesignatureexception",
                    "incompletesignature",
                    "missingauthenticationtokenexception",
                    "invalidclienttokenid"),
            joined(
                    "incorrect api key", // xAI, with 400
                    "invalid api key",
                    "api key not valid",
                    "api key expired",
                    "security token included in the request")),
    /** A try a moment later, or elsewhere, may do. */
    OVERLOADED(
            503,
            joined(
                    "overloaded",
                    "engineoverloadederror", // Moonshot, with 429
                    "modelnotreadyexception", // AWS, with 429
                    "serviceunavailable",
                    "serviceunavailableexception",
                    "unavailable"),
            ""),
    /** Anthropic's own status for it. */
    OVERLOADED_ANTHROPIC(529, joined("overloadederror"), ""),
    THROTTLED(
            429,
            joined(
                    "ratelimiterror",
                    "ratelimitexceeded",
                    "ratelimitreached",
                    "ratelimited",
                    "modelratelimit",
                    "resourceexhausted",
                    "throttlingexception",
                    "throttling",
                    "toomanyrequests",
                    "toomanyrequestserror",
                    "toomanyrequestsexception",
                    "requestquotaexceeded", // Cerebras: per minute
                    "tokenquotaexceeded",
                    "capacityexceeded", // Groq, with 498
                    "servicetiercapacityexceeded", // Mistral
                    "3040"), // Workers AI: out of capacity
            ""),
    TIMEOUT(504, joined("timeouterror", "deadlineexceeded", "timeout", "modeltimeoutexception"), ""),
    FAILED(
            500,
            joined(
                    "servererror",
                    "internalservererror",
                    "internalserverexception",
                    "internalerror",
                    "internalfailure",
                    "internal",
                    "apierror",
                    "upstreamerror",
                    "modelerrorexception",
                    "modelstreamerrorexception"),
            ""),
    /** The model wrote a call that does not fit its schema (Groq, as a 400): it may not do so again. */
    MODEL_SLIPPED(400, joined("toolusefailed"), ""),
    /** The request is wrong in itself. */
    INVALID(
            400,
            joined(
                    "invalidrequesterror",
                    "invalidargument",
                    "badrequesterror",
                    "validationexception",
                    "failedprecondition",
                    "notfounderror",
                    "notfound",
                    "modelnotfound",
                    "resourcenotfoundexception",
                    "unprocessableentityerror"),
            "");

    private static final Map<String, ErrorKind> BY_WORD = byWord();
    private static final Map<ErrorKind, List<String>> SENTENCES = sentences();

    private final int status;
    private final String words;
    private final String sentences;

    ErrorKind(int status, String words, String sentences) {
        this.status = status;
        this.words = words;
        this.sentences = sentences;
    }

    /** The kind a type or code names, however it is written. */
    static Optional<ErrorKind> ofWord(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        word.toLowerCase(Locale.ROOT).chars().filter(Character::isLetterOrDigit).forEach(c -> plain.append((char) c));
        return Optional.ofNullable(BY_WORD.get(plain.toString()));
    }

    /** Whether a text, in lower case, says so in a sentence. */
    boolean isSaidIn(String text) {
        return Objects.requireNonNull(SENTENCES.get(this)).stream().anyMatch(text::contains);
    }

    /** The status it comes with where none is told. */
    int status() {
        return status;
    }

    private static Map<String, ErrorKind> byWord() {
        Map<String, ErrorKind> kinds = new HashMap<>();
        for (ErrorKind kind : values()) {
            split(kind.words).forEach(word -> kinds.put(word, kind));
        }
        return Map.copyOf(kinds);
    }

    private static Map<ErrorKind, List<String>> sentences() {
        Map<ErrorKind, List<String>> sentences = new EnumMap<>(ErrorKind.class);
        for (ErrorKind kind : values()) {
            sentences.put(kind, split(kind.sentences));
        }
        return Map.copyOf(sentences);
    }

    private static String joined(String... texts) {
        return String.join("|", texts);
    }

    private static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\\|", -1));
    }
}
