package dev.penstock.provider;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads secrets as they are kept: a plain key, or a JSON object. No message of it repeats a part of one. */
public final class SecretText {
    private static final int LONGEST_KEY = 8192;
    private static final String GATEWAY_TOKEN = "pst_";

    private SecretText() {}

    /** Why a text cannot stand in a header as a key, and what to do; empty where it can. */
    public static Optional<String> keyProblem(Secret secret) {
        String text = secret.reveal();
        if (text.isEmpty()) {
            return Optional.of("The key is empty; give the key the provider issued");
        }
        if (text.length() > LONGEST_KEY) {
            return Optional.of("The key has " + text.length() + " characters; the longest that fits is " + LONGEST_KEY);
        }
        if (text.startsWith("{")) {
            return Optional.of("The key is a JSON object, but this provider takes its key as plain text");
        }
        if (text.startsWith(GATEWAY_TOKEN)) {
            return Optional.of("The key is one of this gateway's own tokens; give the key the provider issued");
        }
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? Optional.empty()
                : Optional.of("The key holds a blank, a line break or a character beyond ASCII; give it without a"
                        + " scheme such as 'Bearer', without quotes and without a line break");
    }

    /** Whether the secret is meant to be an object. */
    public static boolean isObject(Secret secret) {
        return secret.reveal().stripLeading().startsWith("{");
    }

    /** The object a secret is; empty where it is none. */
    public static Optional<JsonTree> object(Secret secret) {
        try {
            JsonTree tree = JsonTree.read(secret.reveal());
            return tree.isObject() ? Optional.of(tree) : Optional.empty();
        } catch (JsonMalformed malformed) {
            return Optional.empty();
        }
    }

    /** A member of the object that must be there. */
    public static String member(Secret secret, String name) {
        return object(secret)
                .flatMap(tree -> tree.at(name).text())
                .filter(Predicate.not(String::isEmpty))
                .orElseThrow(() -> unusable("it has no '" + name + "'"));
    }

    /** Why an object cannot be used whose members must be keys; empty where it can. */
    public static Optional<String> membersProblem(Secret secret, String shape, String... names) {
        Optional<JsonTree> tree = object(secret);
        if (tree.isEmpty()) {
            return Optional.of("The secret is no JSON object; give it as " + shape);
        }
        for (String name : names) {
            Optional<String> value = tree.get().at(name).text();
            if (value.isEmpty()) {
                return Optional.of("The secret has no '" + name + "'; give it as " + shape);
            }
            Optional<String> problem = keyProblem(new Secret(value.get()));
            if (problem.isPresent()) {
                return problem.map(text -> "'" + name + "' cannot be used: " + text);
            }
        }
        return Optional.empty();
    }

    /** What a caller is told of a kept secret that is found to be unusable only when it is needed. */
    public static CallRefused unusable(String why) {
        return Refusal.of(502, Codes.NO_CREDENTIAL, "The stored key cannot be used: " + why + "; store it anew")
                .thrown();
    }
}
